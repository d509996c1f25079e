namespace CmpPromoter.DaemonApi;

/// <summary>What the daemon does and did: the answer to <c>GET /v1/status</c>. Fields are only ever added.</summary>
internal sealed record StatusDocument
{
    /// <summary>The daemon's.</summary>
    public required string Version { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>It was asked to stop and takes no new work.</summary>
    public required bool Stopping { get; init; }

    /// <summary>Renders that wait.</summary>
    public required int Renders { get; init; }

    public required StatusLimits Limits { get; init; }

    public required StatusConfiguration Configuration { get; init; }

    /// <summary>Under way, the oldest first.</summary>
    public required ImmutableArray<StatusCopy> Copies { get; init; }

    /// <summary>The last hundred that ended, the newest first.</summary>
    public required ImmutableArray<PromotionRecord> Ended { get; init; }
}

/// <summary>The bounds that hold now.</summary>
internal sealed record StatusLimits
{
    /// <summary>Layers in transfer at the same time.</summary>
    public required int Concurrency { get; init; }

    public required double PresenceTtlSeconds { get; init; }

    public required double CopyGraceSeconds { get; init; }
}

/// <summary>Which configuration holds.</summary>
internal sealed record StatusConfiguration
{
    public required string Path { get; init; }

    public required DateTimeOffset Loaded { get; init; }

    /// <summary>Why the file as it is now was not taken; absent when it holds.</summary>
    public string? Refusal { get; init; }
}

/// <summary>One image under way.</summary>
internal sealed record StatusCopy
{
    public required string Destination { get; init; }

    public required string Source { get; init; }

    /// <summary>Who asked first.</summary>
    public required string Application { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required long MovedBytes { get; init; }

    /// <summary>0 while it is not known.</summary>
    public required long PlannedBytes { get; init; }
}
