using System.Net;
using System.Net.Sockets;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Registry;

public sealed class RetryTests : WireTest
{
    private static readonly Manifest Image = RegistryClient.Image();
    private static readonly ManifestKey Key = ManifestKey.Of(Image.Digest);

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData(429)]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_transient_refusal_is_repeated(int status)
    {
        await using var server = await ScriptedRegistry.StartAsync((context, before) =>
            before < 4 ? AnswerAsync(context, status) : AnswerAsync(context, Image.Bytes));
        using var client = new RegistryClient(server.Endpoint);

        Assert.Equal([Image], await client.Registry.FetchManifestsAsync(Repository, [Key], TestToken));

        Assert.Equal(4, client.Time.Delays.Length);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(409)]
    public async Task Another_refusal_is_final(int status)
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => AnswerAsync(context, status));
        using var client = new RegistryClient(server.Endpoint);

        await Assert.ThrowsAsync<RegistryException>(
            () => client.Registry.FetchManifestsAsync(Repository, [Key], TestToken));

        Assert.Single(server.Requests);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("7", 7)]
    [InlineData("3600", 30)]
    [InlineData("Fri, 02 Jan 2026 03:04:14 GMT", 9)]
    public async Task Retry_After_is_obeyed_up_to_30_seconds(string header, int seconds)
    {
        await using var server = await ScriptedRegistry.StartAsync((context, before) =>
        {
            context.Response.Headers.RetryAfter = header;
            return before == 0 ? AnswerAsync(context, 429) : AnswerAsync(context, Image.Bytes);
        });
        using var client = new RegistryClient(server.Endpoint);

        await client.Registry.FetchManifestsAsync(Repository, [Key], TestToken);

        Assert.Equal([TimeSpan.FromSeconds(seconds)], client.Time.Delays);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task The_last_error_says_how_often_and_how_long_it_was_tried()
    {
        RegistryClient? client = null;
        await using var server = await ScriptedRegistry.StartAsync((context, _) =>
        {
            client!.Time.Advance(TimeSpan.FromSeconds(2)); // The client is made before the first request.
            return AnswerAsync(context, 429, Error("TOOMANYREQUESTS", "Rate exceeded"));
        });
        using var made = client = new RegistryClient(server.Endpoint);

        var refusal = await RefusedAsync(
            () => made.Registry.FetchManifestsAsync(Repository, [Key], TestToken), RegistryFault.Throttled);

        Assert.Equal(
            $"GET {server.Endpoint}v2/team/api/manifests/{Image.Digest}: 429 TOOMANYREQUESTS: Rate exceeded (tried 5 times in 10 s)",
            refusal.Message);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_refused_connection_says_what_to_check_after_three_attempts()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var endpoint = new Uri($"http://{closed.LocalEndpoint}");
        closed.Stop();
        using var client = new RegistryClient(endpoint);

        var refusal = await RefusedAsync(
            () => client.Registry.FetchManifestsAsync(Repository, [Key], TestToken), RegistryFault.Unreachable);

        Assert.Contains(
            $"no connection to {endpoint.Authority}: Connection refused", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("(tried 3 times in 0 s)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_registry_that_never_answers_is_asked_again()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedRegistry.StartAsync((context, before) =>
        {
            asked.TrySetResult();
            return before == 0 ? HangAsync(context) : AnswerAsync(context, Image.Bytes);
        });
        using var client = new RegistryClient(server.Endpoint);

        var fetch = client.Registry.FetchManifestsAsync(Repository, [Key], TestToken);
        await asked.Task;
        client.Time.EndSilence();

        Assert.Equal([Image], await fetch);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_caller_who_gives_up_gets_a_cancellation()
    {
        using var giveUp = new CancellationTokenSource();
        await using var server = await ScriptedRegistry.StartAsync(async (context, _) =>
        {
            await giveUp.CancelAsync();
            await HangAsync(context);
        });
        using var client = new RegistryClient(server.Endpoint);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.Registry.FetchManifestsAsync(Repository, [Key], giveUp.Token));

        Assert.Single(server.Requests);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_caller_who_gives_up_between_attempts_learns_what_had_failed()
    {
        using var giveUp = new CancellationTokenSource();
        await using var server = await ScriptedRegistry.StartAsync(async (context, before) =>
        {
            if (before == 0)
            {
                await AnswerAsync(context, 503, Error("UNAVAILABLE", "come back later"));
                return;
            }

            await giveUp.CancelAsync();
            await HangAsync(context);
        });
        using var client = new RegistryClient(server.Endpoint);

        var cut = await Assert.ThrowsAsync<CutShortException>(
            () => client.Registry.FetchManifestsAsync(Repository, [Key], giveUp.Token));

        Assert.Equal(
            $"GET {server.Endpoint}v2/team/api/manifests/{Image.Digest}: 503 UNAVAILABLE: come back later (tried 2 times in 0 s)",
            cut.Last.Message);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_caller_who_gives_up_on_a_silent_registry_learns_of_the_silence()
    {
        RegistryClient? client = null;
        using var giveUp = new CancellationTokenSource();
        await using var server = await ScriptedRegistry.StartAsync(async (context, _) =>
        {
            client!.Time.Advance(TimeSpan.FromSeconds(40)); // The client is made before the first request.
            await giveUp.CancelAsync();
            await HangAsync(context);
        });
        using var made = client = new RegistryClient(server.Endpoint);

        var cut = await Assert.ThrowsAsync<CutShortException>(
            () => made.Registry.FetchManifestsAsync(Repository, [Key], giveUp.Token));

        Assert.Equal($"GET {server.Endpoint}v2/team/api/manifests/{Image.Digest}: no answer for 40 s", cut.Last.Message);
    }
}
