using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Promotion;

/// <summary>Plans and copies in this process.</summary>
/// <param name="planner">Decides.</param>
/// <param name="runner">Carries out.</param>
/// <param name="logger">Is told what somebody should look at.</param>
internal sealed partial class Promoter(Planner planner, PlanRunner runner, ILogger<Promoter> logger) : IPromoter
{
    public async Task<PromotionReport> PromoteAsync(
        ImmutableArray<ImageUse> uses, Caller caller, IPromotionObserver observer, TimeBudget budget)
    {
        var plan = await Traces.RunAsync("plan", _ => planner.PlanAsync(uses, caller, budget.Token));
        if (caller.IsUpload)
        {
            return LeaveAsItIs(plan);
        }

        var report = await runner.RunAsync(plan, caller, observer, budget);
        OutcomeLog.Write(logger, report);
        return report;
    }

    /// <summary>The report of a plan that is not carried out: what is missing stays missing, and is no failure.</summary>
    private PromotionReport LeaveAsItIs(PromotionPlan plan)
    {
        const string Reason = "uploaded files are rendered, never promoted";
        var outcomes = plan.Steps.Select(step => step.State is StepState.Missing or StepState.Refused
            ? new StepOutcome { Step = step with { IsRequired = false }, Failure = FailureKind.Image, Reason = Reason }
            : new StepOutcome { Step = step }).ToImmutableArray();
        foreach (var outcome in outcomes.Where(outcome => outcome.Failure is not null))
        {
            Log.NotPromoted(logger, outcome.Step.Reference, Reason);
        }

        return new PromotionReport { Outcomes = outcomes, Duration = TimeSpan.Zero };
    }

    private static partial class Log
    {
        [LoggerMessage(505, LogLevel.Warning, "{Reference} is not at the destination: {Reason}")]
        public static partial void NotPromoted(ILogger logger, ImageReference reference, string reason);
    }
}
