using System.Text;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.Tests.Registry;

public sealed class ReferrersIndexTests : WireTest
{
    private const string Others = """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","annotations":{"of":"others"},"manifests":[
        {"mediaType":"a/b","digest":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","size":7,"annotations":{"x":"y"}}]}
        """;

    private static readonly Digest Subject = Digest.Of("subject"u8);

    private static readonly Manifest Referrer = Manifest.Parse(
        Encoding.UTF8.GetBytes($$$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"t/u","config":{"mediaType":"a/b",
            "digest":"{{{Digest.Of("{}"u8)}}}","size":2},"layers":[],"annotations":{"a":"b"},
            "subject":{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{Subject}}}","size":9}}
            """),
        contentType: null);

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_registry_that_lists_referrers_itself_is_told_nothing_more()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) =>
        {
            context.Response.Headers["OCI-Subject"] = Subject.ToString();
            return AnswerAsync(context, 201);
        });
        using var client = new RegistryClient(server.Endpoint);

        await client.Registry.PutManifestAsync(Repository, Referrer, tag: null, TestToken);

        Assert.Equal([$"PUT /v2/team/api/manifests/{Referrer.Digest}"], server.Lines);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_registry_that_has_the_API_and_does_not_say_so_gets_no_fallback_tag()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => HttpMethods.IsPut(context.Request.Method)
            ? AnswerAsync(context, 201)
            : AnswerAsync(context, 200, Others, MediaType.OciIndex.Value));
        using var client = new RegistryClient(server.Endpoint);

        await client.Registry.PutManifestAsync(Repository, Referrer, tag: null, TestToken);

        Assert.Equal(
            [$"PUT /v2/team/api/manifests/{Referrer.Digest}", $"GET /v2/team/api/referrers/{Subject}"], server.Lines);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task The_fallback_index_keeps_what_others_have_entered_and_gets_one_entry_more()
    {
        var index = Others;
        await using var server = await ScriptedRegistry.StartAsync(async (context, _) => await AnswerAsync(context, () => index, put => index = put));
        using var client = new RegistryClient(server.Endpoint);

        await client.Registry.PutManifestAsync(Repository, Referrer, tag: null, TestToken);

        Assert.Equal(
            """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","annotations":{"of":"others"},"manifests":["""
            + """{"mediaType":"a/b","digest":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","size":7,"annotations":{"x":"y"}},"""
            + $$$"""{"mediaType":"{{{MediaType.OciManifest}}}","digest":"{{{Referrer.Digest}}}","size":{{{Referrer.Bytes.Length}}},"artifactType":"t/u","annotations":{"a":"b"}}]}""",
            index);
        Assert.Equal(Referrer.Digest, (await client.Registry.FindReferrersAsync(Repository, Subject, TestToken))[^1].Digest);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task An_entry_that_another_client_overwrote_is_entered_again()
    {
        string? index = null;
        var writes = 0;
        await using var server = await ScriptedRegistry.StartAsync(async (context, _) =>
            await AnswerAsync(context, () => index, put => index = ++writes == 1 ? Others : put));
        using var client = new RegistryClient(server.Endpoint);

        await client.Registry.PutManifestAsync(Repository, Referrer, tag: null, TestToken);

        var listed = await client.Registry.FindReferrersAsync(Repository, Subject, TestToken);
        Assert.Equal((2, 2), (listed.Length, writes));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_fallback_tag_that_names_an_image_is_left_alone()
    {
        var image = Encoding.UTF8.GetString(RegistryClient.Image().Bytes.Span);
        await using var server = await ScriptedRegistry.StartAsync(async (context, _) =>
            await AnswerAsync(context, () => image, _ => Assert.Fail("overwritten"), MediaType.OciManifest));
        using var client = new RegistryClient(server.Endpoint);

        var refusal = await RefusedAsync(
            () => client.Registry.PutManifestAsync(Repository, Referrer, tag: null, TestToken), RegistryFault.Refused);

        Assert.Contains("the tag is taken by something else", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>A registry without the referrers API and with one tag.</summary>
    private static async Task AnswerAsync(HttpContext context, Func<string?> read, Action<string> write, MediaType? type = null)
    {
        var path = context.Request.Path.Value!;
        if (!path.EndsWith($"/sha256-{Subject.Hex}", StringComparison.Ordinal))
        {
            await AnswerAsync(context, HttpMethods.IsPut(context.Request.Method) ? 201 : 404);
        }
        else if (HttpMethods.IsPut(context.Request.Method))
        {
            using var reader = new StreamReader(context.Request.Body);
            write(await reader.ReadToEndAsync());
            await AnswerAsync(context, 201);
        }
        else if (read() is { } content)
        {
            await AnswerAsync(context, 200, content, (type ?? MediaType.OciIndex).Value);
        }
        else
        {
            await AnswerAsync(context, 404);
        }
    }
}
