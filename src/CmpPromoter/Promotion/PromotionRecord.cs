using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Promotion;

/// <summary>
/// Remembers what became of a promotion, however it ended: also what had been finished when somebody stopped it. Passes on
/// what it is told.
/// </summary>
internal sealed class PromotionRecord(IPromotionObserver observer) : IPromotionObserver
{
    private readonly Lock gate = new();
    private readonly Dictionary<PlanStep, StepOutcome> ended = [];
    private PromotionPlan? plan;
    private PromotionReport? report;

    /// <summary>Why it failed; absent once it has succeeded. Until somebody knows better it is a bug of this program.</summary>
    public (FailureKind Kind, string Message)? Failure { get; private set; } = (FailureKind.Bug, "a bug in cmp-promoter");

    /// <summary>Every image that is known by now; in the middle of a promotion those that are not finished have no outcome.</summary>
    public ImmutableArray<(PlanStep Step, StepOutcome? Outcome)> Images
    {
        get
        {
            lock (gate)
            {
                return report is not null
                    ? [.. report.Outcomes.Select(outcome => (outcome.Step, (StepOutcome?)outcome))]
                    : [.. (plan?.Steps ?? []).Select(step => (step, OutcomeOf(step)))];
            }
        }
    }

    public void Planned(PromotionPlan plan)
    {
        lock (gate)
        {
            this.plan = plan;
        }

        observer.Planned(plan);
    }

    public void Started(PlanStep step, TransferMeter meter) => observer.Started(step, meter);

    public void Ended(StepOutcome outcome)
    {
        lock (gate)
        {
            ended[outcome.Step] = outcome;
        }

        observer.Ended(outcome);
    }

    /// <summary>How every image ended, whether or not that is a success.</summary>
    public void Know(PromotionReport known)
    {
        lock (gate)
        {
            report = known;
        }
    }

    public void Succeed() => Failure = null;

    public void Fail(FailureKind kind, string message) => Failure = (kind, message);

    /// <summary>Under the lock.</summary>
    private StepOutcome? OutcomeOf(PlanStep step) => step.State switch
    {
        StepState.Missing => ended.GetValueOrDefault(step),
        StepState.Refused => new StepOutcome { Step = step, Failure = step.Failure, Reason = step.Note },
        _ => new StepOutcome { Step = step },
    };
}
