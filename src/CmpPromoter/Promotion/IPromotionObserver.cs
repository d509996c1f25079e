using CmpPromoter.Copying;

namespace CmpPromoter.Promotion;

/// <summary>Is told how a promotion goes on; never slows or fails it. Called from several threads at once.</summary>
internal interface IPromotionObserver
{
    void Planned(PromotionPlan plan);

    /// <summary>A copy begins; <paramref name="meter"/> is written as long as it runs.</summary>
    void Started(PlanStep step, TransferMeter meter);

    void Ended(StepOutcome outcome);
}
