namespace CmpPromoter.Promotion;

/// <summary>How every step of a plan ended, in the plan's order.</summary>
internal sealed record PromotionReport
{
    public required ImmutableArray<StepOutcome> Outcomes { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>Every required image is at the destination.</summary>
    public bool IsComplete => !Outcomes.Any(outcome => outcome.IsFatal);

    /// <summary>How many images are of one state, or <see cref="StepState.Missing"/> and now promoted.</summary>
    public int Count(StepState state) =>
        Outcomes.Count(outcome => outcome.Step.State == state && outcome.Failure is null);

    public long MovedBytes => Outcomes.Sum(outcome => outcome.Copied?.MovedBytes ?? 0);
}
