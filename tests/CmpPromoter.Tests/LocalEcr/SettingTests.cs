using System.Net;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Seeding;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.LocalEcr;

/// <summary>What an account and its repositories are set to, and what follows from it.</summary>
public sealed class SettingTests
{
    private const int Patience = 30_000;

    [Fact(Timeout = Patience)]
    public async Task Blob_mounting_is_off_until_the_account_turns_it_on()
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = new EcrClient(server, EcrClient.Source);

        var (_, before) = await client.ApiAsync("GetAccountSetting", """{"name": "BLOB_MOUNTING"}""");
        var (wrong, _) = await client.ApiAsync("PutAccountSetting", """{"name": "BLOB_MOUNTING", "value": "ON"}""");
        await client.ApiAsync("PutAccountSetting", """{"name": "BLOB_MOUNTING", "value": "ENABLED"}""");
        var (_, after) = await client.ApiAsync("GetAccountSetting", """{"name": "BLOB_MOUNTING"}""");

        Assert.Equal(
            ("DISABLED", HttpStatusCode.BadRequest, "ENABLED"),
            (before.GetProperty("value").GetString(), wrong, after.GetProperty("value").GetString()));
        Assert.True(server.Account(EcrClient.Source).BlobMounting);
        Assert.False(server.Account(EcrClient.Destination).BlobMounting);
    }

    [Theory(Timeout = Patience)]
    [InlineData("AES256", null, HttpStatusCode.Created)]
    [InlineData("KMS", null, HttpStatusCode.Accepted)]
    [InlineData("AES256", "arn:aws:kms:us-east-1:111111111111:key/1", HttpStatusCode.Accepted)]
    public async Task A_layer_is_mounted_between_repositories_of_one_encryption(
        string type, string? key, HttpStatusCode status)
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        account.BlobMounting = true;
        var digest = account.PushImage("base", "1").Blobs[1];
        account.CreateRepository("team/api", new RepositoryOptions { EncryptionType = type, KmsKey = key });
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var response = await client.SendAsync(
            HttpMethod.Post, $"/v2/team/api/blobs/uploads/?mount={digest}&from=base");

        Assert.Equal(status, response.StatusCode);
    }

    [Fact(Timeout = Patience)]
    public async Task A_layer_of_another_account_is_not_mounted()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var digest = server.Account(EcrClient.Source).PushImage("base", "1").Blobs[1];
        server.Account(EcrClient.Destination).BlobMounting = true;
        server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);

        using var response = await client.SendAsync(
            HttpMethod.Post, $"/v2/team/api/blobs/uploads/?mount={digest}&from=base");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory(Timeout = Patience)]
    [InlineData("""{"repositoryName": "a", "imageTagMutability": "NO"}""")]
    [InlineData("""{"repositoryName": "a", "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION"}""")]
    [InlineData("""{"repositoryName": "a", "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "dev*"}]}""")]
    [InlineData("""{"repositoryName": "a", "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "dev/*"}]}""")]
    public async Task What_is_no_mutability_is_refused(string json)
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = new EcrClient(server, EcrClient.Source);

        var (_, body) = await client.ApiAsync("CreateRepository", json);

        Assert.Equal("InvalidParameterException", body.GetProperty("__type").GetString());
        Assert.Empty(server.Account(EcrClient.Source).Repositories);
    }

    [Fact(Timeout = Patience)]
    public async Task Whoever_tags_the_repository_he_creates_needs_the_right_to_tag()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Source).Deny("ecr:TagResource");
        using var client = new EcrClient(server, EcrClient.Source);

        var (_, refused) = await client.ApiAsync(
            "CreateRepository", """{"repositoryName": "a", "tags": [{"Key": "owner", "Value": "team"}]}""");
        var (status, _) = await client.ApiAsync("CreateRepository", """{"repositoryName": "a"}""");

        Assert.Contains("ecr:TagResource", refused.GetProperty("Message").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact(Timeout = Patience)]
    public async Task An_image_is_archived_and_takes_its_time_to_come_back()
    {
        var time = new FakeTimeProvider();
        await using var server = await LocalEcrServer.StartAsync(new LocalEcrOptions { TimeProvider = time });
        var repository = Push(server);
        using var client = new EcrClient(server, EcrClient.Source);

        var archived = await MoveAsync(client, "ARCHIVE");
        var again = await MoveAsync(client, "ARCHIVE");
        var restored = await MoveAsync(client, "STANDARD");
        var onTheWay = repository.Find("1")?.Status;
        time.Advance(TimeSpan.FromMinutes(20));

        Assert.Equal(
            ("ARCHIVED", "ImageStorageClassUpdateNotSupportedException", "ACTIVATING"), (archived, again, restored));
        Assert.Equal((ImageStatus.Activating, ImageStatus.Active), (onTheWay, repository.Find("1")?.Status));
    }

    [Fact(Timeout = Patience)]
    public async Task Referrers_come_in_pages_of_fifty_at_most()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        var subject = account.PushImage("team/api", "1").Digest;
        for (var i = 0; i < 51; i++)
        {
            account.PushArtifact("team/api", subject, new ArtifactSpec { Content = $"{i}" });
        }

        using var client = new EcrClient(server, EcrClient.Source);
        var call = $$$"""{"repositoryName": "team/api", "subjectId": {"imageDigest": "{{{subject}}}"}""";
        var (_, first) = await client.ApiAsync("ListImageReferrers", call + "}");
        var (_, second) = await client.ApiAsync(
            "ListImageReferrers", $$"""{{call}}, "nextToken": "{{first.GetProperty("nextToken").GetString()}}"}""");
        var (status, _) = await client.ApiAsync("ListImageReferrers", call + ", \"maxResults\": 51}");

        Assert.Equal(
            (50, 1, HttpStatusCode.BadRequest),
            (first.GetProperty("referrers").GetArrayLength(), second.GetProperty("referrers").GetArrayLength(), status));
    }

    [Fact(Timeout = Patience)]
    public async Task A_disabled_key_is_a_failure_of_each_image_in_a_batch()
    {
        await using var server = await LocalEcrServer.StartAsync();
        Push(server).KmsKeyDisabled = true;
        using var client = new EcrClient(server, EcrClient.Source);

        var (_, body) = await client.ApiAsync(
            "BatchGetImage", """{"repositoryName": "team/api", "imageIds": [{"imageTag": "1"}, {"imageTag": "2"}]}""");

        Assert.Equal(
            ["KmsError", "ImageNotFound"],
            body.GetProperty("failures").EnumerateArray().Select(entry => entry.GetProperty("failureCode").GetString()));
    }

    private static EcrRepository Push(LocalEcrServer server)
    {
        server.Account(EcrClient.Source).PushImage("team/api", "1");
        return server.Account(EcrClient.Source).Repository("team/api");
    }

    private static async Task<string?> MoveAsync(EcrClient client, string storageClass)
    {
        var (status, body) = await client.ApiAsync("UpdateImageStorageClass", $$$"""
            {"repositoryName": "team/api", "imageId": {"imageTag": "1"}, "targetStorageClass": "{{{storageClass}}}"}
            """);
        return body.GetProperty(status is HttpStatusCode.OK ? "imageStatus" : "__type").GetString();
    }
}
