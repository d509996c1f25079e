namespace CmpPromoter.Configuration;

/// <summary>The bounds of a copy.</summary>
internal sealed record CopyOptions
{
    /// <summary>How long one render may take in all, kustomize included.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>Blobs moved at the same time, 1 to 64.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Whether signatures, attestations and the like travel with their image.</summary>
    public required ArtifactMode Artifacts { get; init; }
}

/// <summary>What happens to OCI referrers and cosign tags of an image that is copied.</summary>
internal enum ArtifactMode
{
    /// <summary><c>true</c>: they are copied; one that a registry refuses is a warning.</summary>
    Copy,

    /// <summary><c>require</c>: they are copied; one that a registry refuses fails the image.</summary>
    Require,

    /// <summary><c>false</c>: nobody asks for them.</summary>
    Leave,
}
