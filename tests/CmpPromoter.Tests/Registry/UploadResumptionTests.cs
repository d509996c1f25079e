using System.Security.Cryptography;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Testing;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.Tests.Registry;

/// <summary>Broken uploads of large blobs at registries of type oci.</summary>
public sealed class UploadResumptionTests : WireTest
{
    private const string Uploads = "/v2/team/api/blobs/uploads/";
    private const int Mebi = 1 << 20;
    private const int CutAt = 30 * Mebi;
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(65 * Mebi);
    private static readonly Descriptor Blob = RegistryClient.Describe(Content);
    private static readonly string FinalQuery = $"digest=sha256%3A{Blob.Digest.Hex}";

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_registry_that_tells_what_it_has_gets_the_rest_where_each_answer_leads()
    {
        using var stored = new MemoryStream();
        await using var server = await ScriptedRegistry.StartAsync((context, before) => context.Request.Method switch
        {
            "PUT" when before == 0 && context.Request.Path.Value == Uploads + "1" => BreakAsync(context, stored, CutAt),
            "GET" => TellAsync(context, "0-" + (CutAt - 1), Uploads + "2"),
            _ => TakeAsync(context, stored),
        });
        using var client = new RegistryClient(server.Endpoint);
        var source = new MemorySource(Content);
        var sent = new Ledger();

        await client.Registry.UploadBlobAsync(Repository, Blob, source, sent, TestToken);

        Assert.Equal(
            [
                $"POST {Uploads}", $"PUT {Uploads}1?{FinalQuery}", $"GET {Uploads}1",
                $"PATCH {Uploads}2", $"PATCH {Uploads}3", $"PATCH {Uploads}4", $"PATCH {Uploads}5",
                $"PUT {Uploads}6?{FinalQuery}",
            ],
            server.Lines);
        Assert.Equal(
            ["31457280-41943039", "41943040-52428799", "52428800-62914559", "62914560-68157439"],
            server.Requests.Where(request => request.Method == "PATCH").Select(request => request.Headers["Content-Range"]));
        Assert.Equal([CutAt], source.RestOffsets);
        Assert.Equal(Blob.Digest, Digest.Of(stored.GetBuffer().AsSpan(0, (int)stored.Length)));
        Assert.Equal(Content.Length, sent.Sum);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("0-104857599")]
    [InlineData("0-1048575")]
    [InlineData("5-31457279")]
    [InlineData("0-0")]
    [InlineData("0-99999999999999999999")]
    [InlineData("")]
    public async Task What_cannot_be_believed_leads_to_a_new_session(string range)
    {
        await using var server = await ScriptedRegistry.StartAsync((context, before) => context.Request.Method switch
        {
            "PUT" when context.Request.Path.Value == Uploads + "1" => BreakAsync(context, Stream.Null, CutAt),
            "GET" => TellAsync(context, range, Uploads + "1"),
            "PATCH" => AnswerAsync(context, 404, Error("BLOB_UPLOAD_UNKNOWN", "unknown")),
            "POST" => OpenAsync(context, $"{Uploads}{before + 1}"),
            _ => TakeAsync(context, Stream.Null),
        });
        using var client = new RegistryClient(server.Endpoint);
        var source = new MemorySource(Content);
        var sent = new Ledger();

        await client.Registry.UploadBlobAsync(Repository, Blob, source, sent, TestToken);

        Assert.Equal($"PUT {Uploads}2?{FinalQuery}", server.Lines[^1]);
        Assert.Equal(2, source.Openings);
        Assert.Equal(Content.Length, sent.Sum);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_continued_blob_that_the_registry_stores_under_another_digest_is_refused()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, before) =>
        {
            context.Response.Headers["Docker-Content-Digest"] = Digest.Of("other"u8).ToString();
            return context.Request.Method switch
            {
                "PUT" when context.Request.Path.Value == Uploads + "1" => BreakAsync(context, Stream.Null, CutAt),
                "GET" => TellAsync(context, "0-" + (CutAt - 1), Uploads + "2"),
                _ => TakeAsync(context, Stream.Null),
            };
        });
        using var client = new RegistryClient(server.Endpoint);

        var refusal = await RefusedAsync(
            () => client.Registry.UploadBlobAsync(
                Repository, Blob, new MemorySource(Content), new Ledger(), TestToken), RegistryFault.Protocol);

        Assert.Contains("under another digest", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task An_upload_that_gets_on_between_its_breaks_is_not_given_up_after_five()
    {
        // Every third part meets a reset connection, so that nine attempts are needed.
        var content = new byte[165 * Mebi];
        var blob = RegistryClient.Describe(content);
        long stored = 10 * Mebi;
        var parts = 0;
        await using var server = await ScriptedRegistry.StartAsync(async (context, before) =>
        {
            if (context.Request.Method == "GET")
            {
                await TellAsync(context, $"0-{stored - 1}", Uploads + "1");
            }
            else if (context.Request.Method == "PUT" && before == 0)
            {
                await BreakAsync(context, Stream.Null, 10 * Mebi);
            }
            else if (context.Request.Method == "PATCH" && parts++ % 3 == 2)
            {
                context.Abort();
            }
            else
            {
                stored += context.Request.ContentLength ?? 0;
                await context.Request.Body.CopyToAsync(Stream.Null);
                context.Response.Headers.Location = Uploads + "1";
                context.Response.StatusCode = context.Request.Method == "PUT" ? 201 : 202;
            }
        });
        using var client = new RegistryClient(server.Endpoint);
        var sent = new Ledger();

        await client.Registry.UploadBlobAsync(Repository, blob, new MemorySource(content), sent, TestToken);

        Assert.Equal(8, server.Requests.Count(request => request.Method == "GET"));
        Assert.Equal(content.Length, stored);
        Assert.Equal(content.Length, sent.Sum);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_docker_registry_whose_connection_is_cut_gets_the_whole_layer_again()
    {
        await using var server = await DockerRegistryProcess.StartAsync(sizeBytes: 3L * Content.Length);
        await using var proxy = new CuttingProxy(server.Endpoint, cutAfterBytes: CutAt);
        using var client = new RegistryClient(proxy.Endpoint);
        var source = new MemorySource(Content);
        var sent = new Ledger();

        await client.Registry.UploadBlobAsync(Repository, Blob, source, sent, TestToken);

        Assert.Equal(1, proxy.Cuts);
        Assert.Equal(2, source.Openings);
        Assert.Empty(source.RestOffsets);
        Assert.Equal(Content.Length, sent.Sum);
        Assert.Equal(
            [Blob.Digest], await client.Registry.FindBlobsAsync(Repository, [Blob.Digest], TestToken));
    }

    private static Task OpenAsync(HttpContext context, string location)
    {
        context.Response.Headers.Location = location;
        context.Response.StatusCode = 202;
        return Task.CompletedTask;
    }

    private static Task TellAsync(HttpContext context, string range, string location)
    {
        context.Response.Headers.Range = range;
        context.Response.Headers.Location = location;
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    /// <summary>Keeps the beginning and resets the connection.</summary>
    private static async Task BreakAsync(HttpContext context, Stream store, int bytes)
    {
        var buffer = new byte[Mebi];
        for (var left = bytes; left > 0;)
        {
            var count = await context.Request.Body.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)));
            await store.WriteAsync(buffer.AsMemory(0, count));
            left -= count;
        }

        context.Abort();
    }

    /// <summary>Keeps all, and names the next session after this one.</summary>
    private static async Task TakeAsync(HttpContext context, Stream store)
    {
        await context.Request.Body.CopyToAsync(store);
        var here = context.Request.Path.Value![^1];
        context.Response.Headers.Location = $"{Uploads}{(here == '/' ? '1' : (char)(here + 1))}";
        context.Response.StatusCode = context.Request.Method == "PUT" ? 201 : 202;
    }
}
