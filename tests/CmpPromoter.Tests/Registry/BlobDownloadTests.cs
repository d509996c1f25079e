using System.Security.Cryptography;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.Tests.Registry;

public sealed class BlobDownloadTests : WireTest
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(700_000);
    private static readonly Descriptor Blob = RegistryClient.Describe(Content);

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_cut_connection_is_resumed_where_it_ended()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, before) => before == 0
            ? CutAsync(context, Content, sentBytes: 300_000)
            : RangeAsync(context));
        using var client = new RegistryClient(server.Endpoint);

        Assert.Equal(Content, await client.ReadBlobAsync(Blob, TestToken));

        Assert.Equal(2, server.Requests.Length);
        Assert.Equal("bytes=300000-", server.Requests[1].Headers["Range"]);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_server_without_ranges_is_read_again_and_the_known_bytes_are_skipped()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, before) => before == 0
            ? CutAsync(context, Content, sentBytes: 300_000)
            : AnswerAsync(context, Content));
        using var client = new RegistryClient(server.Endpoint);

        Assert.Equal(Content, await client.ReadBlobAsync(Blob, TestToken));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_range_that_begins_elsewhere_is_refused()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, before) =>
        {
            context.Response.Headers.ContentRange = $"bytes 5-{Content.Length - 1}/{Content.Length}";
            return before == 0
                ? CutAsync(context, Content, sentBytes: 300_000)
                : AnswerAsync(context, Content.AsMemory(5), status: 206);
        });
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(() => client.ReadBlobAsync(Blob, TestToken), RegistryFault.Protocol);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_connection_that_never_brings_anything_is_given_up()
    {
        await using var server = await ScriptedRegistry.StartAsync(
            (context, _) => CutAsync(context, Content, sentBytes: 0));
        using var client = new RegistryClient(server.Endpoint);

        var refusal = await RefusedAsync(() => client.ReadBlobAsync(Blob, TestToken), RegistryFault.Broken);

        Assert.Contains("(tried 5 times in ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_server_that_gives_one_byte_per_connection_is_not_asked_for_ever()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, before) =>
        {
            context.Response.Headers.ContentRange = $"bytes {before}-{Content.Length - 1}/{Content.Length}";
            return CutAsync(context, Content[before..], sentBytes: 1, before == 0 ? 200 : 206);
        });
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(() => client.ReadBlobAsync(Blob, TestToken), RegistryFault.Broken);

        Assert.InRange(server.Requests.Length, 5, 20);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData(-1, true)]
    [InlineData(1, true)]
    [InlineData(1, false)]
    public async Task A_body_of_another_length_is_refused(int difference, bool isAnnounced)
    {
        var body = new byte[Content.Length + difference];
        Content.AsSpan(0, Math.Min(body.Length, Content.Length)).CopyTo(body);
        await using var server = await ScriptedRegistry.StartAsync(
            (context, _) => isAnnounced ? AnswerAsync(context, body) : context.Response.Body.WriteAsync(body).AsTask());
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(() => client.ReadBlobAsync(Blob, TestToken), RegistryFault.Protocol);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task An_endless_body_ends_at_the_size_of_the_descriptor()
    {
        await using var server = await ScriptedRegistry.StartAsync(async (context, _) =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(new byte[64 * 1024]);
            }
        });
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(() => client.ReadBlobAsync(Blob, TestToken), RegistryFault.Protocol);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task The_last_byte_of_forged_content_is_never_handed_out()
    {
        var forged = Content.ToArray();
        forged[1234] ^= 1;
        await using var server = await ScriptedRegistry.StartAsync((context, _) => AnswerAsync(context, forged));
        using var client = new RegistryClient(server.Endpoint);
        await using var stream = await client.Registry.Blob(Repository, Blob).OpenAsync(TestToken);
        using var received = new MemoryStream();

        var refusal = await RefusedAsync(() => stream.CopyToAsync(received, TestToken), RegistryFault.Protocol);

        Assert.True(received.Length < Content.Length);
        Assert.EndsWith($"the content has the digest {Digest.Of(forged)}, not {Blob.Digest}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_stalled_body_is_resumed_after_the_stall_timeout()
    {
        await using var server = await ScriptedRegistry.StartAsync(async (context, before) =>
        {
            if (before > 0)
            {
                await RangeAsync(context);
                return;
            }

            context.Response.ContentLength = Content.Length;
            await context.Response.Body.WriteAsync(Content.AsMemory(0, 1000));
            await context.Response.Body.FlushAsync();
            await HangAsync(context);
        });
        using var client = new RegistryClient(server.Endpoint);
        await using var stream = await client.Registry.Blob(Repository, Blob).OpenAsync(TestToken);
        var beginning = new byte[1000];
        await stream.ReadExactlyAsync(beginning, TestToken);

        var rest = new byte[Content.Length - 1000];
        var reading = stream.ReadExactlyAsync(rest, TestToken);
        client.Time.EndSilence();
        await reading;

        Assert.Equal(Content[1000..], rest);
        Assert.Equal("bytes=1000-", server.Requests[1].Headers["Range"]);
    }

    private static async Task RangeAsync(HttpContext context)
    {
        var range = context.Request.GetTypedHeaders().Range;
        var from = (int)(range?.Ranges.Single().From ?? 0);
        context.Response.Headers.ContentRange = $"bytes {from}-{Content.Length - 1}/{Content.Length}";
        await AnswerAsync(context, Content.AsMemory(from), status: 206);
    }
}
