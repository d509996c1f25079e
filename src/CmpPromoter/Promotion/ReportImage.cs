namespace CmpPromoter.Promotion;

/// <summary>One image of a promotion as JSON.</summary>
internal sealed record ReportImage
{
    /// <summary>Registry and repository at the destination, with tag, digest or both.</summary>
    public required string Reference { get; init; }

    /// <summary><c>present</c>, <c>promoted</c>, <c>refused</c>, <c>failed</c>, <c>unfinished</c> or <c>foreign</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Of the image that the reference names; absent where nobody was asked or nobody knew.</summary>
    public string? Digest { get; init; }

    /// <summary>Registry and repository that it was, or was to be, copied from.</summary>
    public string? Source { get; init; }

    /// <summary>The tag that the copy sets.</summary>
    public string? SetsTag { get; init; }

    /// <summary>The promotion fails when this image cannot be promoted.</summary>
    public required bool Required { get; init; }

    /// <summary>Sent by this copy.</summary>
    public long? MovedBytes { get; init; }

    /// <summary>Not sent, because the destination had it, mounted it, or another copy sent it.</summary>
    public long? ReusedBytes { get; init; }

    public int? MovedBlobs { get; init; }

    public int? MountedBlobs { get; init; }

    /// <summary>Held by the destination, or sent by another copy.</summary>
    public int? ReusedBlobs { get; init; }

    public int? PushedManifests { get; init; }

    public double? Seconds { get; init; }

    /// <summary>Why it is not at the destination, with the cure; or something worth knowing.</summary>
    public string? Reason { get; init; }

    /// <summary>What is attached to the image and was not copied.</summary>
    public ImmutableArray<string>? Warnings { get; init; }

    public required ImmutableArray<PlanUse> Uses { get; init; }

    public static ReportImage Of(PlanStep step, StepOutcome? outcome) => new()
    {
        Reference = step.Reference.ToString(),
        Outcome = OutcomeOf(step, outcome),
        Digest = step.Digest?.ToString(),
        Source = step.Source is { } source ? $"{source.Registry.Host}/{source.Repository}" : null,
        SetsTag = step.SetsTag?.ToString(),
        Required = step.IsRequired,
        MovedBytes = outcome?.Copied?.MovedBytes,
        ReusedBytes = outcome?.Copied?.ReusedBytes,
        MovedBlobs = outcome?.Copied?.MovedBlobs,
        MountedBlobs = outcome?.Copied?.MountedBlobs,
        ReusedBlobs = outcome?.Copied?.ReusedBlobs,
        PushedManifests = outcome?.Copied?.PushedManifests,
        Seconds = outcome?.Copied is { } copied ? Math.Round(copied.Duration.TotalSeconds, 3) : null,
        Reason = outcome?.Reason ?? step.Note,
        Warnings = outcome is { Warnings.IsEmpty: false } ? outcome.Warnings : null,
        Uses = [.. step.Uses.Select(PlanUse.Of)],
    };

    private static string OutcomeOf(PlanStep step, StepOutcome? outcome) => (step.State, outcome) switch
    {
        (_, null) => "unfinished",
        (StepState.Refused, _) => "refused",
        (_, { Failure: not null }) => "failed",
        (StepState.Foreign, _) => "foreign",
        (StepState.Missing, _) => "promoted",
        _ => "present",
    };
}
