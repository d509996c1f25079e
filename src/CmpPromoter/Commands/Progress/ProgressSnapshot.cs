namespace CmpPromoter.Commands.Progress;

/// <summary>How far all copies are at one moment.</summary>
internal sealed record ProgressSnapshot
{
    /// <summary>Copies that run, in the order in which they began.</summary>
    public required ImmutableArray<CopyProgress> Running { get; init; }

    /// <summary>All copies together, those that ended included.</summary>
    public required CopyProgress Total { get; init; }

    public required int EndedImages { get; init; }

    /// <summary>Images that are to be copied in all.</summary>
    public required int PlannedImages { get; init; }
}

/// <summary>How far one copy is.</summary>
internal sealed record CopyProgress
{
    public required string Name { get; init; }

    public required long MovedBytes { get; init; }

    /// <summary>0 until it is known.</summary>
    public required long PlannedBytes { get; init; }

    /// <summary>Of the last seconds; 0 while nothing moves.</summary>
    public required double BytesPerSecond { get; init; }

    /// <summary>0 to 1; 0 while it is not known what is to move.</summary>
    public double Share => PlannedBytes == 0 ? 0 : Math.Clamp((double)MovedBytes / PlannedBytes, 0, 1);

    /// <summary>At the present rate; absent while there is none.</summary>
    public TimeSpan? TimeLeft => BytesPerSecond < 1 || PlannedBytes <= MovedBytes
        ? null
        : TimeSpan.FromSeconds(Math.Min((PlannedBytes - MovedBytes) / BytesPerSecond, TimeSpan.FromDays(99).TotalSeconds));
}
