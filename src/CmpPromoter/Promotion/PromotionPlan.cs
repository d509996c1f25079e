namespace CmpPromoter.Promotion;

/// <summary>What a render would promote: one step per distinct reference, in the order in which the overlay first names them.</summary>
internal sealed record PromotionPlan
{
    public required ImmutableArray<PlanStep> Steps { get; init; }

    /// <summary>Something would be copied.</summary>
    public bool HasWork => Steps.Any(step => step.State is StepState.Missing);

    public int Count(StepState state) => Steps.Count(step => step.State == state);
}
