using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Promotion;

/// <summary>How one step of a plan ended.</summary>
internal sealed record StepOutcome
{
    public required PlanStep Step { get; init; }

    /// <summary>What was copied; absent when nothing had to be, or when the copy failed.</summary>
    public CopyResult? Copied { get; init; }

    /// <summary>Why the image is not at the destination; absent when it is, or when it is foreign.</summary>
    public FailureKind? Failure { get; init; }

    /// <summary>The failure in words, with the cure; absent as <see cref="Failure"/> is.</summary>
    public string? Reason { get; init; }

    /// <summary>How far the copy is, when it goes on though the time was over; else absent.</summary>
    public CopyProgress? UnderWay { get; init; }

    /// <summary>What the copy left behind that someone should look at; empty unless something was copied.</summary>
    public ImmutableArray<string> Warnings => Copied?.Warnings ?? [];

    /// <summary>It failed and the render must not succeed.</summary>
    public bool IsFatal => Failure is not null && Step.IsRequired;
}
