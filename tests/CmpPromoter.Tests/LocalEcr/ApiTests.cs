using System.Net;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class ApiTests
{
    private const int Patience = 30_000;
    private static readonly string Absent = "sha256:" + new string('0', 64);

    [Fact(Timeout = Patience)]
    public async Task A_batch_names_each_absent_image_and_why()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        var image = account.PushImage("team/api", "1.0.0");
        var other = account.PushImage("team/api", "1.1.0", new ImageSpec { Seed = 1 });
        using var client = new EcrClient(server, EcrClient.Source);

        var (status, body) = await client.ApiAsync("BatchGetImage", $$"""
            {"repositoryName": "team/api", "imageIds": [{"imageTag": "1.0.0"}, {"imageTag": "9"}, {"imageDigest": "{{Absent}}"},
             {"imageTag": "1.0.0", "imageDigest": "{{other.Digest}}"}, {"imageTag": "1.0.0", "imageDigest": "{{image.Digest}}"}]}
            """);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            [image.Digest, image.Digest],
            body.GetProperty("images").EnumerateArray()
                .Select(found => found.GetProperty("imageId").GetProperty("imageDigest").GetString()));
        Assert.Equal(
            ["ImageNotFound", "ImageNotFound", "ImageTagDoesNotMatchDigest"],
            body.GetProperty("failures").EnumerateArray()
                .Select(failure => failure.GetProperty("failureCode").GetString()));
    }

    [Fact(Timeout = Patience)]
    public async Task A_batch_of_more_than_a_hundred_is_refused()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Source).CreateRepository("team/api");
        using var client = new EcrClient(server, EcrClient.Source);
        var ids = string.Join(',', Enumerable.Repeat("""{"imageTag": "1"}""", 101));

        var (status, body) = await client.ApiAsync(
            "BatchGetImage", $$"""{"repositoryName": "team/api", "imageIds": [{{ids}}]}""");

        Assert.Equal(
            (HttpStatusCode.BadRequest, "InvalidParameterException"), (status, body.GetProperty("__type").GetString()));
    }

    [Fact(Timeout = Patience)]
    public async Task DescribeImages_fails_whole_when_one_image_is_absent()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Source).PushImage("team/api", "1.0.0");
        using var client = new EcrClient(server, EcrClient.Source);

        var (_, body) = await client.ApiAsync(
            "DescribeImages",
            """{"repositoryName": "team/api", "imageIds": [{"imageTag": "1.0.0"}, {"imageTag": "9"}]}""");

        Assert.Equal("ImageNotFoundException", body.GetProperty("__type").GetString());
        Assert.Equal(
            "The image with imageId {imageDigest:'null', imageTag:'9'} does not exist within the repository with name 'team/api' in the registry with id '111111111111'",
            body.GetProperty("message").GetString());
    }

    [Fact(Timeout = Patience)]
    public async Task Lists_come_in_pages()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Source).PushImage("team/api", "1", new ImageSpec { Seed = 1 });
        server.Account(EcrClient.Source).PushImage("team/api", "2", new ImageSpec { Seed = 2 });
        using var client = new EcrClient(server, EcrClient.Source);

        var (_, first) = await client.ApiAsync("ListImages", """{"repositoryName": "team/api", "maxResults": 1}""");
        var (_, second) = await client.ApiAsync(
            "ListImages",
            $$"""{"repositoryName": "team/api", "maxResults": 1, "nextToken": "{{first.GetProperty("nextToken").GetString()}}"}""");

        Assert.Equal("1", first.GetProperty("imageIds")[0].GetProperty("imageTag").GetString());
        Assert.Equal("2", second.GetProperty("imageIds")[0].GetProperty("imageTag").GetString());
        Assert.False(second.TryGetProperty("nextToken", out _));
    }

    [Fact(Timeout = Patience)]
    public async Task An_archived_image_is_described_but_not_given_out_until_it_is_pushed_again()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        var image = account.PushImage("team/api", "1.0.0");
        account.Repository("team/api").SetStatus(image.Digest, ImageStatus.Archived);
        using var client = new EcrClient(server, EcrClient.Source);

        var (_, described) = await client.ApiAsync(
            "DescribeImages", """{"repositoryName": "team/api", "imageIds": [{"imageTag": "1.0.0"}]}""");
        var (_, got) = await client.ApiAsync(
            "BatchGetImage", """{"repositoryName": "team/api", "imageIds": [{"imageTag": "1.0.0"}]}""");
        var (_, layers) = await client.ApiAsync(
            "BatchCheckLayerAvailability",
            $$"""{"repositoryName": "team/api", "layerDigests": ["{{image.Blobs[0]}}"]}""");
        account.PushImage("team/api", "1.0.0");

        Assert.Equal("ARCHIVED", described.GetProperty("imageDetails")[0].GetProperty("imageStatus").GetString());
        Assert.Equal("ImageInaccessible", got.GetProperty("failures")[0].GetProperty("failureCode").GetString());
        Assert.Equal("ARCHIVED", layers.GetProperty("layers")[0].GetProperty("layerAvailability").GetString());
        Assert.Equal(ImageStatus.Active, account.Repository("team/api").Find("1.0.0")?.Status);
    }

    [Fact(Timeout = Patience)]
    public async Task A_layer_can_be_downloaded_by_api_only_when_an_image_refers_to_it()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        var image = account.PushImage("team/api", "1.0.0");
        var loose = account.PushBlob("team/api", [1, 2, 3]);
        using var client = new EcrClient(server, EcrClient.Source);

        var (_, url) = await client.ApiAsync(
            "GetDownloadUrlForLayer", $$"""{"repositoryName": "team/api", "layerDigest": "{{image.Blobs[1]}}"}""");
        var (_, refused) = await client.ApiAsync(
            "GetDownloadUrlForLayer", $$"""{"repositoryName": "team/api", "layerDigest": "{{loose}}"}""");

        using var response = await client.DownloadAsync(new Uri(url.GetProperty("downloadUrl").GetString() ?? ""));
        Assert.Equal(account.ReadBlob("team/api", image.Blobs[1]), await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("LayerInaccessibleException", refused.GetProperty("__type").GetString());
    }

    [Fact(Timeout = Patience)]
    public async Task PutImage_of_what_is_there_already_is_an_error_of_its_own()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        account.PushBlob("team/api", "{}"u8.ToArray());
        const string manifest = """{"repositoryName": "team/api", "imageTag": "1", "imageManifestMediaType": "application/vnd.oci.image.manifest.v1+json", "imageManifest": "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"size\":2,\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"},\"layers\":[]}"}""";
        using var client = new EcrClient(server, EcrClient.Source);

        var (first, _) = await client.ApiAsync("PutImage", manifest);
        var (_, second) = await client.ApiAsync("PutImage", manifest);
        var (_, untyped) = await client.ApiAsync(
            "PutImage",
            manifest.Replace(
                "\"imageManifestMediaType\": \"application/vnd.oci.image.manifest.v1+json\", ",
                "",
                StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, first);
        Assert.Equal("ImageAlreadyExistsException", second.GetProperty("__type").GetString());
        Assert.Equal(
            "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
            untyped.GetProperty("message").GetString());
    }

    [Fact(Timeout = Patience)]
    public async Task Policies_lifecycles_tags_and_mutability_can_be_set_and_read()
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = new EcrClient(server, EcrClient.Source);
        const string policy = """{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"ecr:*\"}]}""";
        await client.ApiAsync("CreateRepository", """{"repositoryName": "a", "tags": [{"Key": "k", "Value": "v"}]}""");

        await client.ApiAsync("SetRepositoryPolicy", $$"""{"repositoryName": "a", "policyText": "{{policy}}"}""");
        await client.ApiAsync("PutLifecyclePolicy", """{"repositoryName": "a", "lifecyclePolicyText": "{\"rules\":[]}"}""");
        await client.ApiAsync(
            "PutImageTagMutability",
            """{"repositoryName": "a", "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "dev-*"}]}""");

        var read = await client.ApiAsync("GetRepositoryPolicy", """{"repositoryName": "a"}""");
        var lifecycle = await client.ApiAsync("GetLifecyclePolicy", """{"repositoryName": "a"}""");
        var tags = await client.ApiAsync(
            "ListTagsForResource", """{"resourceArn": "arn:aws:ecr:us-east-1:111111111111:repository/a"}""");
        var repositories = await client.ApiAsync("DescribeRepositories", "{}");
        var filters = repositories.Body.GetProperty("repositories")[0].GetProperty("imageTagMutabilityExclusionFilters");
        Assert.Equal(policy.Replace("\\", "", StringComparison.Ordinal), read.Body.GetProperty("policyText").GetString());
        Assert.Equal("{\"rules\":[]}", lifecycle.Body.GetProperty("lifecyclePolicyText").GetString());
        Assert.Equal("v", tags.Body.GetProperty("tags")[0].GetProperty("Value").GetString());
        Assert.Equal("dev-*", filters[0].GetProperty("filter").GetString());
    }

    [Fact(Timeout = Patience)]
    public async Task A_policy_that_is_not_set_is_not_found()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Source).PushImage("a", "1");
        server.Account(EcrClient.Source).SetRepositoryPolicy("a", """{"Statement": []}""");
        using var client = new EcrClient(server, EcrClient.Source);

        var (deleted, _) = await client.ApiAsync("DeleteRepositoryPolicy", """{"repositoryName": "a"}""");
        var (_, body) = await client.ApiAsync("GetRepositoryPolicy", """{"repositoryName": "a"}""");

        Assert.Equal(
            (HttpStatusCode.OK, "RepositoryPolicyNotFoundException"), (deleted, body.GetProperty("__type").GetString()));
    }

    [Fact(Timeout = Patience)]
    public async Task Images_are_deleted_but_for_those_an_index_needs()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        var index = account.PushIndex("a", "1");
        using var client = new EcrClient(server, EcrClient.Source);

        var (_, refused) = await client.ApiAsync(
            "BatchDeleteImage", $$"""{"repositoryName": "a", "imageIds": [{"imageDigest": "{{index.Children[0]}}"}]}""");
        var (_, deleted) = await client.ApiAsync(
            "BatchDeleteImage", $$"""{"repositoryName": "a", "imageIds": [{"imageDigest": "{{index.Digest}}"}]}""");

        Assert.Equal("ImageReferencedByManifestList", refused.GetProperty("failures")[0].GetProperty("failureCode").GetString());
        Assert.Equal(1, deleted.GetProperty("imageIds").GetArrayLength());
        Assert.Empty(account.Repository("a").Tags);
    }
}
