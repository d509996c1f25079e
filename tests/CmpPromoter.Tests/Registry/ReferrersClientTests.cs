using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Registry;

public sealed class ReferrersClientTests : WireTest
{
    private static readonly Digest Subject = Digest.Of("subject"u8);

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Every_page_is_read_and_unknown_media_types_are_kept()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, before) =>
        {
            if (before == 0)
            {
                context.Response.Headers.Link = $"</v2/team/api/referrers/{Subject}?n=1&last=x>; rel=\"next\"";
            }

            return AnswerAsync(context, 200, Index($"page {before}"), MediaType.OciIndex.Value);
        });
        using var client = new RegistryClient(server.Endpoint);

        var found = await client.Registry.FindReferrersAsync(Repository, Subject, TestToken);

        Assert.Equal([Referrer("page 0"), Referrer("page 1")], found);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(501)]
    public async Task A_registry_without_the_API_is_asked_for_the_fallback_tag(int status)
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) =>
            context.Request.Path.Value!.Contains("/referrers/", StringComparison.Ordinal)
                ? AnswerAsync(context, status)
                : AnswerAsync(context, 200, Index("by tag"), MediaType.OciIndex.Value));
        using var client = new RegistryClient(server.Endpoint);

        var found = await client.Registry.FindReferrersAsync(Repository, Subject, TestToken);

        Assert.Equal([Referrer("by tag")], found);
        Assert.Equal(2, server.Lines.Length);
        Assert.Equal($"GET /v2/team/api/manifests/sha256-{Subject.Hex}", server.Lines[1]);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData(""","manifests":null""")]
    [InlineData(""","manifests":[]""")]
    [InlineData("")]
    public async Task An_empty_list_may_be_written_as_null_or_left_out(string manifests)
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => AnswerAsync(
            context, 200, $$"""{"schemaVersion":2,"mediaType":"{{MediaType.OciIndex}}"{{manifests}}}""", MediaType.OciIndex.Value));
        using var client = new RegistryClient(server.Endpoint);

        Assert.Empty(await client.Registry.FindReferrersAsync(Repository, Subject, TestToken));
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("""{"errors":[{"code":"UNKNOWN"}]}""")]
    [InlineData("""{"schemaVersion":2,"manifests":7}""")]
    [InlineData("<html>")]
    public async Task What_is_no_list_is_refused(string answer)
    {
        await using var server = await ScriptedRegistry.StartAsync(
            (context, _) => AnswerAsync(context, 200, answer, MediaType.OciIndex.Value));
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(
            () => client.Registry.FindReferrersAsync(Repository, Subject, TestToken), RegistryFault.Protocol);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("</v2/team/api/referrers/again>; rel=\"next\"", 20)]
    [InlineData("<https://evil.example.com/next>; rel=\"next\"", 1)]
    public async Task Pages_neither_go_on_for_ever_nor_elsewhere(string link, int requests)
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) =>
        {
            context.Response.Headers.Link = link;
            return AnswerAsync(context, 200, Index("x"), MediaType.OciIndex.Value);
        });
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(
            () => client.Registry.FindReferrersAsync(Repository, Subject, TestToken), RegistryFault.Protocol);

        Assert.Equal(requests, server.Requests.Length);
    }

    private static Descriptor Referrer(string content) => new()
    {
        MediaType = new MediaType("application/vnd.unknown.x+json"),
        Digest = Digest.Of(System.Text.Encoding.UTF8.GetBytes(content)),
        SizeBytes = 7,
        ArtifactType = "application/vnd.unknown.type",
    };

    private static string Index(string content) => $$$"""
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.unknown.x+json",
        "digest":"{{{Referrer(content).Digest}}}","size":7,"artifactType":"application/vnd.unknown.type"}]}
        """;
}
