namespace CmpPromoter.DaemonApi;

/// <summary>
/// One copy and how it ended: a line of the audit trail, and an entry of the daemon's status. Fields are only ever added.
/// </summary>
internal sealed record PromotionRecord
{
    /// <summary>When it ended, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who asked first; empty outside Argo CD.</summary>
    public required string Application { get; init; }

    public required string Project { get; init; }

    public required string Revision { get; init; }

    /// <summary>Registry and repository.</summary>
    public required string Source { get; init; }

    /// <summary>The reference as it stands in the overlay.</summary>
    public required string Destination { get; init; }

    public required string Digest { get; init; }

    /// <summary><c>promoted</c>, <c>failed</c>, or <c>abandoned</c> when nobody waited for it any more.</summary>
    public required string Result { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Sent to the destination.</summary>
    public required long Bytes { get; init; }

    public required double DurationSeconds { get; init; }

    public int MovedBlobs { get; init; }

    public int MountedBlobs { get; init; }

    public int ReusedBlobs { get; init; }
}
