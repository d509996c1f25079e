namespace CmpPromoter.Promotion;

/// <summary>What a render would promote: one step per distinct reference, in the order in which the overlay first names them.</summary>
internal sealed record PromotionPlan
{
    public required ImmutableArray<PlanStep> Steps { get; init; }

    /// <summary>
    /// Bytes that a copy would send at most: what repositories share counts once, what the destination has not at all. Absent when
    /// nobody measured it or an image could not be read.
    /// </summary>
    public long? SendBytes { get; init; }

    /// <summary>Rules that nobody could judge, a sentence each.</summary>
    public ImmutableArray<string> Unjudged { get; init; } = [];

    /// <summary>Something would be copied.</summary>
    public bool HasWork => Steps.Any(step => step.State is StepState.Missing);

    /// <summary>Whoever speaks of a place must say in which overlay.</summary>
    public bool NamesSeveralOverlays => Steps.SelectMany(step => step.Uses).DistinctBy(use => use.Overlay).Skip(1).Any();

    public int Count(StepState state) => Steps.Count(step => step.State == state);
}
