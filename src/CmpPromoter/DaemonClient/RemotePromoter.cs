using System.Net;
using System.Text.Json;
using CmpPromoter.DaemonApi;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.DaemonClient;

/// <summary>
/// Has the daemon plan and copy, and waits. When the daemon ends the conversation, it is asked once more. Never does the work
/// itself: this process may have other rights, or none.
/// </summary>
internal sealed partial class RemotePromoter(
    DaemonConnection daemon, TimeProvider time, ILogger<RemotePromoter> logger) : IPromoter
{
    private const string OneVersion = "Both containers must run the same version of cmp-promoter";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(3);

    // A container is started again within seconds.
    private static readonly TimeSpan RestartPatience = TimeSpan.FromSeconds(20);

    // The daemon's answer has to arrive before this process gives up.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);

    /// <summary>What a daemon that ends may do instead of saying so.</summary>
    private static readonly PromotionLine HungUp = new()
    {
        Error = new ErrorLine { Kind = WireNames.Stopping, Message = "takes the request and hangs up; look at its log" },
    };

    public async Task<PromotionReport> PromoteAsync(
        ImmutableArray<ImageUse> uses, Caller caller, IPromotionObserver observer, TimeBudget budget)
    {
        var progress = new RemoteProgress(uses, observer);
        try
        {
            var last = await AskAsync(RequestOf(uses, caller, budget), progress, StartPatience, budget.Token);
            if (last is null or { Error.Kind: WireNames.Stopping })
            {
                Log.AskingAgain(logger, daemon.Socket);
                last = await AskAgainAsync(uses, caller, progress, budget);
            }

            var report = Conclude(last, uses);
            progress.End(report);
            OutcomeLog.Write(logger, report);
            return report;
        }
        catch (OperationCanceledException) when (budget.HasRunOut)
        {
            throw new PromoterException(
                FailureKind.Budget,
                $"the promoter daemon at {daemon.Socket} did not answer within the time budget. Copies continue there; "
                + "the next attempt goes on");
        }
    }

    /// <summary>A daemon that is stopping says so until it has gone, and its place is taken within seconds.</summary>
    private async Task<PromotionLine?> AskAgainAsync(
        ImmutableArray<ImageUse> uses, Caller caller, RemoteProgress progress, TimeBudget budget)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var last = await AskAsync(RequestOf(uses, caller, budget), progress, RestartPatience, budget.Token);
            if (last is not { Error.Kind: WireNames.Stopping } || time.GetElapsedTime(started) >= RestartPatience)
            {
                return last;
            }

            await daemon.PauseAsync(budget.Token);
        }
    }

    private PromotionReport Conclude(PromotionLine? last, ImmutableArray<ImageUse> uses) => last switch
    {
        null => throw Failure(FailureKind.Remote, "ended the conversation twice; it may be starting again and again: look at its log"),
        { Error: { } error } => throw Failure(WireNames.KindOf(error.Kind), SafeText.OneLine(error.Message)),
        { Outcome: { } outcome } => ReportLines.Read(outcome, uses)
            ?? throw Failure(FailureKind.Remote, $"did not tell of every image. {OneVersion}"),
        _ => throw Failure(FailureKind.Remote, $"answered what this version does not understand. {OneVersion}"),
    };

    private static byte[] RequestOf(ImmutableArray<ImageUse> uses, Caller caller, TimeBudget budget)
    {
        var left = budget.Left;
        var request = new PromotionRequest
        {
            Caller = new PromotionCaller
            {
                Application = caller.Application,
                Project = caller.Project,
                Revision = caller.Revision,
                TargetRevision = caller.TargetRevision,
            },
            Images = [.. uses.GroupBy(use => use.Reference).Select(group => new RequestedImage
            {
                Reference = group.Key.ToString(),
                Swept = group.All(use => use.Origin is ImageUseOrigin.Swept),
            })],
            BudgetMilliseconds = left == Timeout.InfiniteTimeSpan
                ? 0
                : Math.Max(1, (long)(left - (left > 4 * AnswerTime ? AnswerTime : left / 4)).TotalMilliseconds),
        };
        return JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.PromotionRequest);
    }

    /// <returns>The last line; absent when the daemon ended the conversation before.</returns>
    private async Task<PromotionLine?> AskAsync(
        byte[] request, RemoteProgress progress, TimeSpan patience, CancellationToken cancellationToken)
    {
        HttpResponseMessage? answer = null;
        try
        {
            answer = await daemon.SendAsync(HttpMethod.Post, WireNames.PromotionsPath, request, patience, cancellationToken);
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
            {
                throw Failure(FailureKind.Remote, $"does not know {WireNames.PromotionsPath}. {OneVersion}");
            }

            await using var lines = new LineReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.FindNextAsync(cancellationToken) is { } line)
            {
                if (line.Progress is not { } report)
                {
                    return line;
                }

                progress.Report(report);
            }

            return null;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            return answer is null ? HungUp : null;
        }
        catch (JsonException garbage)
        {
            throw Failure(FailureKind.Remote, $"answered what this version does not understand. {OneVersion}", garbage);
        }
        finally
        {
            answer?.Dispose();
        }
    }

    private PromoterException Failure(FailureKind kind, string what, Exception? inner = null) =>
        new(kind, $"the promoter daemon at {daemon.Socket}: {what}. No manifest was emitted", inner);

    private static partial class Log
    {
        [LoggerMessage(701, LogLevel.Warning, "the promoter daemon at {Socket} ended the conversation; asking once more")]
        public static partial void AskingAgain(ILogger logger, string socket);
    }
}
