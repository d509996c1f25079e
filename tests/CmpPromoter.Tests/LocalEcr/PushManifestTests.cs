using System.Net;
using System.Text;
using System.Text.Json;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Layers;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class PushManifestTests
{
    private const int Patience = 30_000;
    private const string EmptyConfig = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    [Fact(Timeout = Patience)]
    public async Task A_manifest_is_refused_before_its_layers_are_there()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);

        using var response = await client.PutManifestAsync("team/api", "1", Manifest("a"), MediaTypes.OciManifest);

        await RegistryAssert.RefusedAsync(response, HttpStatusCode.BadRequest, "BLOB_UNKNOWN",
            $"Layers with digests '[{EmptyConfig}]' required for pushing image into repository with name 'team/api' in the registry with id '222222222222' do not exist");
    }

    [Fact(Timeout = Patience)]
    public async Task An_index_is_refused_before_its_children_are_there()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var repository = server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        var child = Digests.Of(Encoding.UTF8.GetBytes(Manifest("a")));
        var index = $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{"mediaType":"{{MediaTypes.OciManifest}}","size":1,"digest":"{{child}}"}]}""";

        using var early = await client.PutManifestAsync("team/api", "1", index, MediaTypes.OciIndex);
        await client.UploadAsync("team/api", "{}"u8.ToArray());
        using var childPut = await client.PutManifestAsync("team/api", child, Manifest("a"), MediaTypes.OciManifest);
        using var late = await client.PutManifestAsync("team/api", "1", index, MediaTypes.OciIndex);

        await RegistryAssert.RefusedAsync(early, HttpStatusCode.NotFound, "MANIFEST_UNKNOWN",
            $"Images with digests '[{child}]' required for pushing image into repository with name 'team/api' in the registry with id '222222222222' do not exist");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (childPut.StatusCode, late.StatusCode));
        Assert.Equal(Digests.Of(Encoding.UTF8.GetBytes(index)), repository.Tags["1"]);
    }

    [Theory(Timeout = Patience)]
    [InlineData("a")]
    [InlineData("b")]
    public async Task An_immutable_tag_is_refused_even_for_the_same_digest(string annotation)
    {
        await using var server = await StartAsync(new RepositoryOptions { TagMutability = TagMutability.Immutable });
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        using var first = await client.PutManifestAsync("team/api", "1", Manifest("a"), MediaTypes.OciManifest);

        using var second = await client.PutManifestAsync("team/api", "1", Manifest(annotation), MediaTypes.OciManifest);

        await RegistryAssert.RefusedAsync(second, HttpStatusCode.BadRequest, "TAG_INVALID",
            "The image tag '1' already exists in the 'team/api' repository and cannot be overwritten because the repository is immutable.");
    }

    [Theory(Timeout = Patience)]
    [InlineData(TagMutability.Mutable, "1", HttpStatusCode.Created)]
    [InlineData(TagMutability.ImmutableWithExclusion, "1", HttpStatusCode.BadRequest)]
    [InlineData(TagMutability.ImmutableWithExclusion, "dev-1", HttpStatusCode.Created)]
    [InlineData(TagMutability.MutableWithExclusion, "1", HttpStatusCode.Created)]
    [InlineData(TagMutability.MutableWithExclusion, "dev-1", HttpStatusCode.BadRequest)]
    public async Task A_filter_turns_the_mutability_of_its_tags_around(
        TagMutability mutability, string tag, HttpStatusCode status)
    {
        await using var server = await StartAsync(
            new RepositoryOptions { TagMutability = mutability, ExclusionFilters = ["dev-*"] });
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        using var first = await client.PutManifestAsync("team/api", tag, Manifest("a"), MediaTypes.OciManifest);

        using var second = await client.PutManifestAsync("team/api", tag, Manifest("b"), MediaTypes.OciManifest);

        Assert.Equal(status, second.StatusCode);
    }

    [Fact(Timeout = Patience)]
    public async Task A_manifest_of_another_digest_than_its_address_is_refused()
    {
        await using var server = await StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);

        using var response = await client.PutManifestAsync(
            "team/api", EmptyConfig, Manifest("a"), MediaTypes.OciManifest);

        await RegistryAssert.RefusedAsync(response, HttpStatusCode.BadRequest, "MANIFEST_INVALID",
            $"The image with digest '{EmptyConfig}' in repository 'team/api' and registry ID '222222222222' does not match the image digest that Amazon ECR has calculated.");
    }

    [Theory(Timeout = Patience)]
    [InlineData("not json", MediaTypes.OciManifest)]
    [InlineData("""{"schemaVersion":1}""", "application/vnd.docker.distribution.manifest.v1+prettyjws")]
    [InlineData("""{"schemaVersion":2,"config":{}}""", MediaTypes.OciManifest)]
    [InlineData("""{"schemaVersion":2}""", null)]
    public async Task What_is_no_manifest_is_answered_405(string manifest, string? mediaType)
    {
        await using var server = await StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);

        using var response = await client.PutManifestAsync("team/api", "1", manifest, mediaType);

        await RegistryAssert.RefusedAsync(response, HttpStatusCode.MethodNotAllowed, "UNSUPPORTED",
            "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'");
    }

    [Theory(Timeout = Patience)]
    [InlineData(4 * 1024 * 1024, HttpStatusCode.Created)]
    [InlineData((4 * 1024 * 1024) + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_manifest_has_four_mebibytes_at_most(int sizeBytes, HttpStatusCode status)
    {
        await using var server = await StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        var manifest = Manifest(new string('a', sizeBytes - Manifest("").Length));

        using var response = await client.PutManifestAsync("team/api", "1", manifest, MediaTypes.OciManifest);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact(Timeout = Patience)]
    public async Task A_repository_holds_so_many_images_and_no_more()
    {
        await using var server = await StartAsync();
        server.Account(EcrClient.Destination).Repository("team/api").MaxImages = 1;
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        using var first = await client.PutManifestAsync("team/api", "1", Manifest("a"), MediaTypes.OciManifest);

        using var second = await client.PutManifestAsync("team/api", "2", Manifest("b"), MediaTypes.OciManifest);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Forbidden), (first.StatusCode, second.StatusCode));
    }

    [Fact(Timeout = Patience)]
    public async Task Referrers_are_listed_by_api_and_by_registry_and_can_be_refused()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Destination);
        var image = account.PushImage("team/api", "1");
        var sbom = account.PushArtifact("team/api", image.Digest);
        account.PushArtifact(
            "team/api", image.Digest, new ArtifactSpec { ArtifactType = "application/vnd.other", Tag = "other" });
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);

        using var response = await client.GetAsync(
            $"/v2/team/api/referrers/{image.Digest}?artifactType=application%2Fspdx%2Bjson");
        var (_, listed) = await client.ApiAsync(
            "ListImageReferrers",
            $$$"""{"repositoryName": "team/api", "subjectId": {"imageDigest": "{{{image.Digest}}}"}}""");
        account.RefusesReferrers = true;
        using var refused = await client.GetAsync($"/v2/team/api/referrers/{image.Digest}");

        using var index = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(
            [sbom.Digest],
            index.RootElement.GetProperty("manifests").EnumerateArray()
                .Select(entry => entry.GetProperty("digest").GetString()));
        Assert.Equal(2, listed.GetProperty("referrers").GetArrayLength());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);
    }

    [Fact(Timeout = Patience)]
    public async Task A_disabled_key_fails_pushes_and_pulls()
    {
        await using var server = await StartAsync();
        server.Account(EcrClient.Destination).Repository("team/api").KmsKeyDisabled = true;
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);

        using var push = await client.PutManifestAsync("team/api", "1", Manifest("a"), MediaTypes.OciManifest);
        using var pull = await client.GetAsync($"/v2/team/api/blobs/{EmptyConfig}");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (push.StatusCode, pull.StatusCode));
    }

    private static async Task<LocalEcrServer> StartAsync(RepositoryOptions? options = null)
    {
        var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Destination).CreateRepository("team/api", options);
        server.Account(EcrClient.Destination).PushBlob("team/api", "{}"u8.ToArray());
        return server;
    }

    private static string Manifest(string annotation) =>
        $$$"""{"schemaVersion":2,"mediaType":"{{{MediaTypes.OciManifest}}}","config":{"mediaType":"{{{MediaTypes.OciEmpty}}}","size":2,"digest":"{{{EmptyConfig}}}"},"layers":[],"annotations":{"a":"{{{annotation}}}"}}""";
}
