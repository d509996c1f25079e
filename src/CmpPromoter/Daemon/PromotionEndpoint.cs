using CmpPromoter.DaemonApi;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.Daemon;

/// <summary>
/// <c>POST /v1/promotions</c>: promotes what a render asks for and tells it how that goes, a line at a time; the last line says
/// how it ended. A render that hangs up ends its waiting, not the copies.
/// </summary>
/// <param name="generations">Who does it.</param>
/// <param name="time">The clock of budgets and lines.</param>
/// <param name="stopping">The daemon gives up what is under way.</param>
internal sealed class PromotionEndpoint(Generations generations, TimeProvider time, CancellationToken stopping)
{
    // Requests in memory before they are checked, each of at most 1 MiB.
    private const int ConcurrentReads = 64;

    private static readonly TimeSpan LineInterval = TimeSpan.FromMilliseconds(500);

    // Argo CD's own limit can be raised, but nobody waits longer for a render.
    private static readonly TimeSpan MaxBudget = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim reading = new(ConcurrentReads);

    public async Task HandleAsync(HttpContext http)
    {
        var told = "failed";
        try
        {
            await generations.ServeAsync(async generation => told = await Traces.RunAsync(
                "promote",
                _ => HandleAsync(http, generation),
                Traces.ParentOf(http.Request.Headers[Traces.ParentHeader])) ? "complete" : "incomplete");
        }
        finally
        {
            Instruments.Renders.Add(1, Instruments.Result(http.RequestAborted.IsCancellationRequested ? "gone" : told));
        }
    }

    /// <returns>Every required image is there.</returns>
    private async Task<bool> HandleAsync(HttpContext http, Generation generation)
    {
        var request = await ReadAsync(http);
        var caller = RequestReader.CallerOf(request);
        var uses = RequestReader.UsesOf(request);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        using var budget = new TimeBudget(LengthOf(request), time, end.Token);
        http.Response.ContentType = WireNames.LinesType;
        await http.Response.StartAsync(end.Token);
        try
        {
            return await PromoteAsync(http, generation.Promoter, uses, caller, budget);
        }
        catch (OperationCanceledException ended) when (budget.HasRunOut)
        {
            throw new PromoterException(
                FailureKind.Budget,
                "the registries have not told yet which images are there; the next refresh asks again"
                + CutShortException.Tail(ended));
        }
    }

    private async Task<bool> PromoteAsync(
        HttpContext http, IPromoter promoter, ImmutableArray<ImageUse> uses, Caller caller, TimeBudget budget)
    {
        var board = new ProgressBoard();
        var promotion = promoter.PromoteAsync(uses, caller, board, budget);
        await TellUntilEndAsync(http, board, promotion, budget.Caller);
        var report = await promotion;
        await WriteAsync(http, new PromotionLine { Outcome = ReportLines.Write(report) }, budget.Caller);
        return report.IsComplete;
    }

    private async Task<PromotionRequest> ReadAsync(HttpContext http)
    {
        await reading.WaitAsync(http.RequestAborted);
        try
        {
            return await RequestReader.ReadAsync(http.Request.Body, http.RequestAborted);
        }
        finally
        {
            reading.Release();
        }
    }

    private static TimeSpan LengthOf(PromotionRequest request) =>
        request.BudgetMilliseconds > 0 && request.BudgetMilliseconds < MaxBudget.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(request.BudgetMilliseconds)
            : MaxBudget;

    private async Task TellUntilEndAsync(HttpContext http, ProgressBoard board, Task promotion, CancellationToken cancellationToken)
    {
        while (await Task.WhenAny(promotion, Task.Delay(LineInterval, time, cancellationToken)) != promotion)
        {
            try
            {
                await WriteAsync(http, new PromotionLine { Progress = board.Read() }, cancellationToken);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // The promotion is told by the same token, and is what is to be awaited.
                await promotion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }
        }
    }

    private static async Task WriteAsync(HttpContext http, PromotionLine line, CancellationToken cancellationToken)
    {
        await http.Response.Body.WriteAsync(Lines.Of(line), cancellationToken);
        await http.Response.Body.FlushAsync(cancellationToken);
    }
}
