using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Registry;

/// <summary>Registries that have their manifests and lists of referrers served elsewhere.</summary>
public sealed class ManifestRedirectTests : WireTest
{
    private static readonly Manifest Image = RegistryClient.Image();
    private static readonly RegistryCredential Credential = StaticCredentials.User("canary-password-0123456789");

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_manifest_is_found_and_fetched_where_the_registry_leads_without_its_credentials()
    {
        await using var mirror = await ScriptedRegistry.StartAsync((context, _) =>
        {
            context.Response.Headers["Docker-Content-Digest"] = Image.Digest.ToString();
            context.Response.ContentType = MediaType.OciManifest.Value;
            return AnswerAsync(context, Image.Bytes);
        });
        await using var server = await LeadingToAsync(mirror);
        using var client = new RegistryClient(server.Endpoint, new StaticCredentials(Credential));
        ImmutableArray<ManifestKey> keys = [ManifestKey.Of(Tag.Parse("1"))];

        var found = await client.Registry.FindManifestsAsync(Repository, keys, TestToken);
        var fetched = await client.Registry.FetchManifestsAsync(Repository, keys, TestToken);

        Assert.Equal([Image.Digest], found.Digests);
        Assert.Equal(Image.Bytes.ToArray(), Assert.Single(fetched)!.Bytes.ToArray()); // Fetched, for it is there.
        Assert.Equal(
            ["HEAD /elsewhere/v2/team/api/manifests/1", "GET /elsewhere/v2/team/api/manifests/1"], mirror.Lines);
        Assert.All(mirror.Requests, request => Assert.Equal("", request.Authorization));
        Assert.All(mirror.Requests, request => Assert.Contains(
            MediaType.OciManifest.Value, request.Headers["Accept"], StringComparison.Ordinal));
        Assert.All(
            server.Requests, request => Assert.StartsWith("Basic ", request.Authorization, StringComparison.Ordinal));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task What_a_redirect_leads_to_must_be_of_the_digest_that_was_asked_for()
    {
        await using var mirror = await ScriptedRegistry.StartAsync(
            (context, _) => AnswerAsync(context, RegistryClient.Image("another").Bytes));
        await using var server = await LeadingToAsync(mirror);
        using var client = new RegistryClient(server.Endpoint);

        var refusal = await RefusedAsync(
            () => client.Registry.FetchManifestsAsync(Repository, [ManifestKey.Of(Image.Digest)], TestToken),
            RegistryFault.Protocol);

        Assert.Contains($"not {Image.Digest}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_manifest_that_is_missing_where_the_registry_leads_is_absent()
    {
        await using var mirror = await ScriptedRegistry.StartAsync(
            (context, _) => AnswerAsync(context, 404, Error("MANIFEST_UNKNOWN", "no")));
        await using var server = await LeadingToAsync(mirror);
        using var client = new RegistryClient(server.Endpoint);

        Assert.Equal(
            [null], await client.Registry.FetchManifestsAsync(Repository, [ManifestKey.Of(Image.Digest)], TestToken));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_list_of_referrers_is_read_where_the_registry_leads()
    {
        const string Empty = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}""";
        await using var mirror = await ScriptedRegistry.StartAsync(
            (context, _) => AnswerAsync(context, 200, Empty, MediaType.OciIndex.Value));
        await using var server = await LeadingToAsync(mirror);
        using var client = new RegistryClient(server.Endpoint, new StaticCredentials(Credential));

        Assert.Empty(await client.Registry.FindReferrersAsync(Repository, Image.Digest, TestToken));

        Assert.Equal("", Assert.Single(mirror.Requests).Authorization);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/v2/again")]
    public async Task A_manifest_is_not_followed_inside_nor_for_ever(string location)
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) =>
        {
            Redirect(context, location);
            return Task.CompletedTask;
        });
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(
            () => client.Registry.FetchManifestsAsync(Repository, [ManifestKey.Of(Image.Digest)], TestToken),
            RegistryFault.Protocol);

        Assert.InRange(server.Requests.Length, 1, 6);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_push_is_never_sent_where_a_redirect_leads()
    {
        await using var mirror = await ScriptedRegistry.StartAsync((context, _) => AnswerAsync(context, 201));
        await using var server = await LeadingToAsync(mirror);
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(
            () => client.Registry.PutManifestAsync(Repository, Image, tag: null, TestToken), RegistryFault.Protocol);

        Assert.Empty(mirror.Requests);
    }

    private static Task<ScriptedRegistry> LeadingToAsync(ScriptedRegistry mirror) =>
        ScriptedRegistry.StartAsync(async (context, _) =>
        {
            await DrainAsync(context);
            Redirect(context, $"{mirror.Endpoint}elsewhere{context.Request.Path}");
        });
}
