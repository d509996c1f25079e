namespace CmpPromoter.DaemonApi;

/// <summary>One line of the daemon's answer; exactly one of its fields is there. The last line is an outcome or an error.</summary>
internal sealed record PromotionLine
{
    public ProgressLine? Progress { get; init; }

    public OutcomeLine? Outcome { get; init; }

    public ErrorLine? Error { get; init; }
}

/// <summary>How it goes.</summary>
internal sealed record ProgressLine
{
    /// <summary>Images under way for this request.</summary>
    public required ImmutableArray<CopyLine> Copies { get; init; }
}

/// <summary>One image under way.</summary>
internal sealed record CopyLine
{
    public required string Reference { get; init; }

    public required long MovedBytes { get; init; }

    /// <summary>0 while it is not known.</summary>
    public required long PlannedBytes { get; init; }
}

/// <summary>Why nothing, or nothing more, can be said.</summary>
internal sealed record ErrorLine
{
    /// <summary><c>usage</c>, <c>image</c>, <c>remote</c>, <c>budget</c>, <c>stopping</c> or <c>bug</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>One sentence, with the cure.</summary>
    public required string Message { get; init; }
}
