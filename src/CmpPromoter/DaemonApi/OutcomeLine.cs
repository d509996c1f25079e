using CmpPromoter.Copying;

namespace CmpPromoter.DaemonApi;

/// <summary>How a promotion ended: one entry an image, in the request's order.</summary>
internal sealed record OutcomeLine
{
    public required double DurationSeconds { get; init; }

    public required ImmutableArray<ImageLine> Images { get; init; }
}

/// <summary>How one image ended.</summary>
internal sealed record ImageLine
{
    public required string Reference { get; init; }

    /// <summary><c>present</c>, <c>missing</c>, <c>refused</c> or <c>foreign</c>.</summary>
    public required string State { get; init; }

    /// <summary>A render fails when this image cannot be promoted.</summary>
    public required bool Required { get; init; }

    public string? Digest { get; init; }

    /// <summary>Something worth knowing.</summary>
    public string? Note { get; init; }

    /// <summary><c>image</c>, <c>remote</c> or <c>budget</c>; absent when the image is at the destination, or foreign.</summary>
    public string? Failure { get; init; }

    /// <summary>The failure in words, with the cure.</summary>
    public string? Reason { get; init; }

    public CopiedLine? Copied { get; init; }

    /// <summary>How far a copy is that goes on.</summary>
    public CopyProgress? UnderWay { get; init; }
}

/// <summary>What the copy of one image did.</summary>
internal sealed record CopiedLine
{
    public required long MovedBytes { get; init; }

    public required int MovedBlobs { get; init; }

    public required int MountedBlobs { get; init; }

    public required int ReusedBlobs { get; init; }

    public long ReusedBytes { get; init; }

    public required int PushedManifests { get; init; }

    public required double DurationSeconds { get; init; }

    /// <summary>What is attached to the image and could not be copied.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}
