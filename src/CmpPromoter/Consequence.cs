namespace CmpPromoter;

/// <summary>What a promotion that failed means to whoever asked for it, and how it is tried again.</summary>
internal sealed record Consequence
{
    /// <summary>Argo CD asked for manifests.</summary>
    public static readonly Consequence OfRender = new()
    {
        Meaning = "no manifest was emitted",
        BudgetName = "copy.budget",
        TryAgain = "Refresh to try again",
        GoOn = "Refresh to go on from there; for large images raise copy.budget together with Argo CD's repo-server timeouts",
    };

    /// <summary>A pipeline or a person asked for images.</summary>
    public static readonly Consequence OfPromote = new()
    {
        Meaning = "what was finished is kept",
        BudgetName = "--timeout",
        TryAgain = "Run it again",
        GoOn = "Run it again to go on from there, or give it more time with --timeout",
    };

    /// <summary>Follows <c>2 of 5 images not promoted; </c>.</summary>
    public required string Meaning { get; init; }

    /// <summary>Where the length of the time budget is set.</summary>
    public required string BudgetName { get; init; }

    public required string TryAgain { get; init; }

    /// <summary>What helps when the time was over in the middle of a copy.</summary>
    public required string GoOn { get; init; }
}
