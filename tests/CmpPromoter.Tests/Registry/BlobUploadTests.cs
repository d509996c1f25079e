using System.Security.Cryptography;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.Tests.Registry;

public sealed class BlobUploadTests : WireTest
{
    private const string Uploads = "/v2/team/api/blobs/uploads/";
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(500_000);
    private static readonly Descriptor Blob = RegistryClient.Describe(Content);
    private static readonly string FinalQuery = $"digest=sha256%3A{Blob.Digest.Hex}";

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("/v2/team/api/blobs/uploads/1?state=a%3Db", "?state=a%3Db&")]
    [InlineData("http://public.example.com/v2/team/api/blobs/uploads/1?state=a%3Db", "?state=a%3Db&")]
    [InlineData("https://public.example.com/v2/team/api/blobs/uploads/1", "?")]
    [InlineData("1", "?")]
    public async Task An_upload_goes_where_the_registry_says_with_its_query_kept(string location, string query)
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => TakeAsync(context, location));
        using var client = new RegistryClient(server.Endpoint, host: "public.example.com");
        var sent = new Ledger();

        await client.Registry.UploadBlobAsync(Repository, Blob, new MemorySource(Content), sent, TestToken);

        Assert.Equal([$"POST {Uploads}", $"PUT {Uploads}1{query}{FinalQuery}"], server.Lines);
        Assert.Equal($"{Content.Length}", server.Requests[1].Headers["Content-Length"]);
        Assert.Equal(Content.Length, sent.Sum);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("https://evil.example.com/v2/team/api/blobs/uploads/1")]
    [InlineData("//evil.example.com/1")]
    [InlineData("http://public.example.com:8080/1")]
    [InlineData("http://public.example.com@evil.example.com/1")]
    [InlineData("ftp://public.example.com/1")]
    [InlineData("")]
    public async Task An_upload_is_never_sent_to_another_server(string location)
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => TakeAsync(context, location));
        using var client = new RegistryClient(server.Endpoint, host: "public.example.com");
        var source = new MemorySource(Content);

        await RefusedAsync(
            () => client.Registry.UploadBlobAsync(
                Repository, Blob, source, new Ledger(), TestToken), RegistryFault.Protocol);

        Assert.Equal(0, source.Openings);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_failed_attempt_is_repeated_in_a_new_session_with_a_new_stream_and_its_bytes_are_taken_back()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, before) =>
            HttpMethods.IsPut(context.Request.Method) && context.Request.Path.Value!.EndsWith(
                "/0", StringComparison.Ordinal)
                ? FailAsync(context)
                : TakeAsync(context, $"{Uploads}{before}"));
        using var client = new RegistryClient(server.Endpoint);
        var source = new MemorySource(Content);
        var sent = new Ledger();

        await client.Registry.UploadBlobAsync(Repository, Blob, source, sent, TestToken);

        Assert.Equal(
            [
                $"POST {Uploads}", $"PUT {Uploads}0?{FinalQuery}", $"HEAD /v2/team/api/blobs/{Blob.Digest}",
                $"POST {Uploads}", $"PUT {Uploads}1?{FinalQuery}",
            ],
            server.Lines);
        Assert.Equal(2, source.Openings);
        Assert.True(sent.HasTakenBack);
        Assert.Equal(Content.Length, sent.Sum);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_lost_answer_to_a_finished_upload_does_not_move_the_blob_again()
    {
        await using var server = await ScriptedRegistry.StartAsync(async (context, _) =>
        {
            if (HttpMethods.IsPut(context.Request.Method))
            {
                await DrainAsync(context);
                context.Abort();
                return;
            }

            await (HttpMethods.IsHead(context.Request.Method)
                ? AnswerAsync(context, Content)
                : TakeAsync(context, $"{Uploads}1"));
        });
        using var client = new RegistryClient(server.Endpoint);
        var source = new MemorySource(Content);
        var sent = new Ledger();

        await client.Registry.UploadBlobAsync(Repository, Blob, source, sent, TestToken);

        Assert.Equal(
            [$"POST {Uploads}", $"PUT {Uploads}1?{FinalQuery}", $"HEAD /v2/team/api/blobs/{Blob.Digest}"], server.Lines);
        Assert.Equal((1, (long)Content.Length), (source.Openings, sent.Sum));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_registry_that_never_answers_to_a_finished_upload_is_not_waited_for()
    {
        await using var server = await ScriptedRegistry.StartAsync(async (context, _) =>
        {
            if (HttpMethods.IsPut(context.Request.Method))
            {
                await DrainAsync(context);
                await HangAsync(context);
                return;
            }

            await (HttpMethods.IsHead(context.Request.Method)
                ? AnswerAsync(context, Content)
                : TakeAsync(context, $"{Uploads}1"));
        });
        using var client = new RegistryClient(server.Endpoint);
        var committing = client.Time.WatchAsync(new Patience().Commit);

        var upload = client.Registry.UploadBlobAsync(
            Repository, Blob, new MemorySource(Content), new Ledger(), TestToken);
        await committing;
        client.Time.EndSilence();
        await upload;

        Assert.Equal($"HEAD /v2/team/api/blobs/{Blob.Digest}", server.Lines[^1]);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_source_that_fails_is_named_and_not_asked_again_by_the_destination()
    {
        await using var origin = await ScriptedRegistry.StartAsync(
            (context, _) => AnswerAsync(context, Content.Select(value => (byte)~value).ToArray()));
        await using var server = await ScriptedRegistry.StartAsync((context, _) => TakeAsync(context, $"{Uploads}1"));
        using var source = new RegistryClient(origin.Endpoint);
        using var destination = new RegistryClient(server.Endpoint);
        var sent = new Ledger();

        var refusal = await RefusedAsync(
            () => destination.Registry.UploadBlobAsync(
                Repository, Blob, source.Registry.Blob(Repository, Blob), sent, TestToken),
            RegistryFault.Protocol);

        Assert.Equal(source.Registry.Host, refusal.Host);
        Assert.Single(origin.Requests);
        Assert.Equal(0, sent.Sum);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_source_without_the_blob_is_named()
    {
        await using var origin = await ScriptedRegistry.StartAsync(
            (context, _) => AnswerAsync(context, 404, Error("BLOB_UNKNOWN", "no")));
        await using var server = await ScriptedRegistry.StartAsync((context, _) => TakeAsync(context, $"{Uploads}1"));
        using var source = new RegistryClient(origin.Endpoint);
        using var destination = new RegistryClient(server.Endpoint);

        var refusal = await RefusedAsync(
            () => destination.Registry.UploadBlobAsync(
                Repository, Blob, source.Registry.Blob(Repository, Blob), new Ledger(), TestToken),
            RegistryFault.NotFound);

        Assert.Equal(source.Registry.Host, refusal.Host);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_refusal_is_not_repeated()
    {
        await using var server = await ScriptedRegistry.StartAsync(
            (context, _) =>
                AnswerAsync(context, 403, Error("DENIED", "not authorized to perform: ecr:InitiateLayerUpload")));
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(
            () => client.Registry.UploadBlobAsync(Repository, Blob, new MemorySource(Content), new Ledger(), TestToken),
            RegistryFault.Forbidden);

        Assert.Single(server.Requests);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_caller_who_gives_up_gets_a_cancellation_and_the_bytes_are_taken_back()
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestToken);
        await using var server = await ScriptedRegistry.StartAsync(async (context, _) =>
        {
            if (HttpMethods.IsPut(context.Request.Method))
            {
                await giveUp.CancelAsync();
                await DrainAsync(context);
            }

            await TakeAsync(context, $"{Uploads}1");
        });
        using var client = new RegistryClient(server.Endpoint);
        var sent = new Ledger();

        var cancellation = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.Registry.UploadBlobAsync(
                Repository, Blob, new MemorySource(new byte[50_000_000]), sent, giveUp.Token));

        Assert.Equal(giveUp.Token, cancellation.CancellationToken);
        Assert.Equal(0, sent.Sum);
    }

    private static async Task FailAsync(HttpContext context)
    {
        await DrainAsync(context);
        await AnswerAsync(context, 500, "<html><body>oops</body></html>", "text/html");
    }

    private static async Task TakeAsync(HttpContext context, string location)
    {
        await DrainAsync(context);
        context.Response.Headers.Location = location;
        context.Response.StatusCode = context.Request.Method switch
        {
            "POST" => 202,
            "PUT" => 201,
            _ => 404,
        };
    }
}
