using CmpPromoter.Copying;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>Where nobody watches: the log records of the promotion say what there is to say.</summary>
internal sealed class SilentObserver : IPromotionObserver
{
    public void Planned(PromotionPlan plan)
    {
        // The plan's outcome is logged step by step.
    }

    public void Started(PlanStep step, TransferMeter meter)
    {
        // A copy's end is logged; its beginning is of no use in a log that Argo CD shows afterwards.
    }

    public void Ended(StepOutcome outcome)
    {
        // Logged by the promoter.
    }
}
