using System.Net;
using CmpPromoter.Commands;
using CmpPromoter.DaemonClient;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;
using CmpPromoter.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace CmpPromoter.Tests.DaemonClient;

public sealed class RemotePromoterTests
{
    private const string Gone = "";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly string Stopping =
        ScriptedDaemon.Answer(HttpStatusCode.ServiceUnavailable, """{"error":{"kind":"stopping","message":"it is stopping"}}""" + "\n");

    private static readonly string Present = ScriptedDaemon.Answer(
        HttpStatusCode.OK,
        """{"outcome":{"durationSeconds":1,"images":[{"reference":"destination.example/api:1","state":"present","required":true}]}}""" + "\n");

    private static readonly string BrokenOff = ScriptedDaemon.Answer(HttpStatusCode.OK, """{"progress":{"copies":[]}}""" + "\n");

    [Fact]
    public async Task A_daemon_that_is_going_away_is_waited_for_in_whatever_way_it_goes()
    {
        await using var daemon = new ScriptedDaemon(BrokenOff, Stopping, Gone, Gone, Stopping, Present);

        var report = await PromoteAsync(daemon);

        Assert.True(report.IsComplete);
        Assert.Equal(6, daemon.Requests);
    }

    [Fact]
    public async Task A_conversation_that_breaks_off_again_is_a_failure_and_not_begun_a_third_time()
    {
        await using var daemon = new ScriptedDaemon(BrokenOff, BrokenOff, Present);

        var failure = await Assert.ThrowsAsync<PromoterException>(() => PromoteAsync(daemon));

        Assert.Equal(FailureKind.Remote, failure.Kind);
        Assert.Contains("ended the conversation twice", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, daemon.Requests);
    }

    private static async Task<PromotionReport> PromoteAsync(ScriptedDaemon daemon)
    {
        using var connection = new DaemonConnection(daemon.SocketPath, TimeProvider.System);
        using var budget = new TimeBudget(Patience, TimeProvider.System, CancellationToken.None);
        var promoter = new RemotePromoter(connection, TimeProvider.System, NullLogger<RemotePromoter>.Instance);
        return await promoter.PromoteAsync([Plans.Use("destination.example/api:1")], Caller.Unnamed, new SilentObserver(), budget);
    }
}
