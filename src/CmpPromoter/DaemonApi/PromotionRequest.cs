namespace CmpPromoter.DaemonApi;

/// <summary>
/// What a render asks of the daemon: images, and for whom. It names no registry, role or option: the daemon decides by its own
/// configuration. Fields are only ever added.
/// </summary>
internal sealed record PromotionRequest
{
    public required PromotionCaller? Caller { get; init; }

    /// <summary>Each reference once, in the order in which the overlay first names it.</summary>
    public required ImmutableArray<RequestedImage> Images { get; init; }

    /// <summary>After so long the daemon answers how far it is; absent or 0: when all is done.</summary>
    public long BudgetMilliseconds { get; init; }
}

/// <summary>For whom, as Argo CD tells it; empty or absent where it tells nothing.</summary>
internal sealed record PromotionCaller
{
    public string? Application { get; init; }

    public string? Project { get; init; }

    public string? Revision { get; init; }

    public string? TargetRevision { get; init; }
}

/// <summary>One image of an overlay.</summary>
internal sealed record RequestedImage
{
    /// <summary>In full.</summary>
    public required string Reference { get; init; }

    /// <summary>It stands where nothing is known to name an image, and merely looks like one (<c>images.sweep</c>).</summary>
    public bool Swept { get; init; }
}
