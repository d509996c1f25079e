namespace CmpPromoter.Copying;

/// <summary>What one copy did.</summary>
internal sealed record CopyResult
{
    /// <summary>Bytes of blobs sent to the destination by this copy.</summary>
    public required long MovedBytes { get; init; }

    public required int MovedBlobs { get; init; }

    /// <summary>Blobs the destination took over from another of its repositories.</summary>
    public required int MountedBlobs { get; init; }

    /// <summary>Blobs the destination had, or that another copy moved at the same time.</summary>
    public required int ReusedBlobs { get; init; }

    /// <summary>Bytes of blobs that did not have to be sent, for whichever of these reasons.</summary>
    public required long ReusedBytes { get; init; }

    public required int PushedManifests { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>What is attached to the image and could not be copied, one sentence each with the cure.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];
}
