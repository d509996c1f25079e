using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Commands;

/// <summary>Says <c>new</c> for what a single copy needs. Building asks nothing of any registry.</summary>
internal sealed class CopyComposition : IDisposable
{
    private readonly ILoggerFactory loggers;
    private readonly RegistryBuilder registries;
    private readonly CopyingRooms copying;
    private readonly CopyPlanner planner;
    private readonly TimeProvider time;

    public CopyComposition(CopySettings settings, ProcessEnvironment environment, TimeProvider time, ILoggerFactory loggers)
    {
        this.time = time;
        this.loggers = loggers;
        registries = new RegistryBuilder(
            environment.ApplicationName, SearchPath.Of(environment, overlay: null), settings.Concurrency, time, loggers);
        var destination = registries.Build(settings.Destination, settings.Creation);
        var source = settings.Source == settings.Destination ? destination : registries.Build(settings.Source, null);
        copying = new CopyingRooms(destination, settings.Concurrency, settings.Artifacts, RoomSharing.OfOneRun, time, loggers);
        planner = new CopyPlanner(source, destination);
    }

    /// <param name="order">What goes where.</param>
    /// <param name="length">How long it may take.</param>
    /// <param name="observer">Is told how it goes on.</param>
    /// <param name="cancellationToken">Ends it; what was finished stays.</param>
    /// <returns>A report of one image, failed or not.</returns>
    public async Task<PromotionReport> CopyAsync(
        CopyOrder order, TimeSpan length, IPromotionObserver observer, CancellationToken cancellationToken)
    {
        using var budget = new TimeBudget(length, time, cancellationToken);
        try
        {
            var step = await planner.PlanAsync(order, budget.Token);
            var report = await copying.Runner.RunAsync(new PromotionPlan { Steps = [step] }, Caller.Unnamed, observer, budget);
            OutcomeLog.Write(loggers.CreateLogger<CopyComposition>(), report);
            return report;
        }
        catch (OperationCanceledException ended) when (budget.HasRunOut)
        {
            throw new PromoterException(
                FailureKind.Budget,
                $"Copying {order.Source} to {order.Destination}: the time was over before the registries had answered. "
                + "Run it again, or give it more time with --timeout" + CutShortException.Tail(ended));
        }
    }

    public void Dispose()
    {
        copying.Dispose();
        registries.Dispose();
        loggers.Dispose();
    }
}
