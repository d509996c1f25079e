using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.Tests.Registry;

public sealed class ManifestClientTests : WireTest
{
    private static readonly Manifest Image = RegistryClient.Image();
    private static readonly Tag Tag = Tag.Parse("v1");

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_manifest_is_pushed_byte_for_byte_with_its_exact_media_type()
    {
        byte[] received = [];
        await using var server = await ScriptedRegistry.StartAsync(async (context, _) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received = body.ToArray();
            await AnswerAsync(context, 201);
        });
        using var client = new RegistryClient(server.Endpoint);

        await client.Registry.PutManifestAsync(Repository, Image, Tag, TestToken);

        Assert.Equal(Image.Bytes.ToArray(), received);
        Assert.Equal("application/vnd.oci.image.manifest.v1+json", server.Requests.Single().Headers["Content-Type"]);
        Assert.Equal(["PUT /v2/team/api/manifests/v1"], server.Lines);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_manifest_without_tag_is_pushed_by_digest()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => AnswerAsync(context, 201));
        using var client = new RegistryClient(server.Endpoint);

        await client.Registry.PutManifestAsync(Repository, Image, tag: null, TestToken);

        Assert.Equal([$"PUT /v2/team/api/manifests/{Image.Digest}"], server.Lines);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task An_immutable_tag_that_already_has_the_digest_is_success()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => ImmutableAsync(context, Image));
        using var client = new RegistryClient(server.Endpoint);

        await client.Registry.PutManifestAsync(Repository, Image, Tag, TestToken);

        Assert.Equal(["PUT /v2/team/api/manifests/v1", "HEAD /v2/team/api/manifests/v1"], server.Lines);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_digest_that_is_refused_because_it_is_there_is_success()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => ImmutableAsync(context, Image));
        using var client = new RegistryClient(server.Endpoint);

        await client.Registry.PutManifestAsync(Repository, Image, tag: null, TestToken);

        Assert.Equal(
            [$"PUT /v2/team/api/manifests/{Image.Digest}", $"HEAD /v2/team/api/manifests/{Image.Digest}"], server.Lines);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task An_immutable_tag_at_another_digest_is_refused_with_the_registrys_sentence()
    {
        await using var server = await ScriptedRegistry.StartAsync(
            (context, _) => ImmutableAsync(context, RegistryClient.Image("other")));
        using var client = new RegistryClient(server.Endpoint);

        var refusal = await RefusedAsync(
            () => client.Registry.PutManifestAsync(Repository, Image, Tag, TestToken), RegistryFault.Refused);

        Assert.Equal("TAG_INVALID", refusal.Code);
        Assert.Equal($"PUT {server.Endpoint}v2/team/api/manifests/v1: 400 TAG_INVALID: the repository is immutable", refusal.Message);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_registry_that_stores_another_digest_is_found_out()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) =>
        {
            context.Response.Headers["Docker-Content-Digest"] = Digest.Of("other"u8).ToString();
            return AnswerAsync(context, 201);
        });
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(
            () => client.Registry.PutManifestAsync(Repository, Image, Tag, TestToken), RegistryFault.Protocol);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_HEAD_without_digest_is_repeated_as_GET()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => AnswerAsync(context, Image.Bytes));
        using var client = new RegistryClient(server.Endpoint);

        var presence = await client.Registry.FindManifestsAsync(Repository, [ManifestKey.Of(Tag)], TestToken);

        Assert.Equal([Image.Digest], presence.Digests);
        Assert.Equal(["HEAD /v2/team/api/manifests/v1", "GET /v2/team/api/manifests/v1"], server.Lines);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_forbidden_HEAD_is_repeated_as_GET_for_the_sentence_and_is_never_absence()
    {
        await using var server = await ScriptedRegistry.StartAsync(
            (context, _) => AnswerAsync(
                context, 403, Error("DENIED", "User: arn:x is not authorized to perform: ecr:BatchGetImage")));
        using var client = new RegistryClient(server.Endpoint);

        var refusal = await RefusedAsync(
            () => client.Registry.FindManifestsAsync(
                Repository, [ManifestKey.Of(Tag)], TestToken), RegistryFault.Forbidden);

        Assert.Equal("User: arn:x is not authorized to perform: ecr:BatchGetImage", refusal.Detail);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData(Manifest.MaxBytes + 1)]
    [InlineData(64 * 1024 * 1024)]
    public async Task A_manifest_above_4_MiB_is_not_read_to_its_end(int sizeBytes)
    {
        await using var server = await ScriptedRegistry.StartAsync(
            (context, _) => AnswerAsync(context, new byte[sizeBytes]));
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(
            () => client.Registry.FetchManifestsAsync(
                Repository, [ManifestKey.Of(Tag)], TestToken), RegistryFault.Protocol);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Manifests_of_one_question_are_bounded_together()
    {
        var padded = new byte[Manifest.MaxBytes];
        padded.AsSpan().Fill((byte)' ');
        Image.Bytes.Span.CopyTo(padded);
        await using var server = await ScriptedRegistry.StartAsync((context, _) => AnswerAsync(context, padded));
        using var client = new RegistryClient(server.Endpoint);
        ImmutableArray<ManifestKey> keys = [.. Enumerable.Range(0, 100).Select(n => ManifestKey.Of(Tag.Parse($"{n}")))];

        var refusal = await RefusedAsync(
            () => client.Registry.FetchManifestsAsync(Repository, keys, TestToken), RegistryFault.Protocol);

        Assert.Equal("100 manifests of team/api have more than 67108864 bytes in all", refusal.Message);
        Assert.InRange(server.Requests.Length, 17, 40);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_manifest_that_is_not_the_digest_asked_for_is_refused()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => AnswerAsync(context, Image.Bytes));
        using var client = new RegistryClient(server.Endpoint);
        var wanted = Digest.Of("wanted"u8);

        var refusal = await RefusedAsync(
            () => client.Registry.FetchManifestsAsync(
                Repository, [ManifestKey.Of(wanted)], TestToken), RegistryFault.Protocol);

        Assert.EndsWith(
            $"the content has the digest {Image.Digest}, not {wanted}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_manifest_that_belies_its_own_digest_header_is_refused()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) =>
        {
            context.Response.Headers["Docker-Content-Digest"] = Digest.Of("announced"u8).ToString();
            return AnswerAsync(context, Image.Bytes);
        });
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(
            () => client.Registry.FetchManifestsAsync(
                Repository, [ManifestKey.Of(Tag)], TestToken), RegistryFault.Protocol);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_manifest_cut_off_is_fetched_again()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, before) => before == 0
            ? CutAsync(context, Image.Bytes.ToArray(), sentBytes: 10)
            : AnswerAsync(context, Image.Bytes));
        using var client = new RegistryClient(server.Endpoint);

        var manifests = await client.Registry.FetchManifestsAsync(
            Repository, [ManifestKey.Of(Image.Digest)], TestToken);

        Assert.Equal([Image], manifests);
    }

    private static Task ImmutableAsync(HttpContext context, Manifest present)
    {
        context.Response.Headers["Docker-Content-Digest"] = present.Digest.ToString();
        return HttpMethods.IsPut(context.Request.Method)
            ? AnswerAsync(context, 400, Error("TAG_INVALID", "the repository is immutable"))
            : AnswerAsync(context, present.Bytes);
    }
}
