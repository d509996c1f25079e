using CmpPromoter.Oci;

namespace CmpPromoter.Copying;

/// <summary>
/// Something attached to a manifest at the source: an OCI referrer, known by its digest, or what a cosign tag names.
/// </summary>
internal sealed record Artifact
{
    /// <summary>What it is about: the image, one of its children, or another artifact.</summary>
    public required Digest Subject { get; init; }

    public required Digest Digest { get; init; }

    /// <summary>The cosign tag; absent for a referrer.</summary>
    public Tag? Tag { get; init; }

    /// <summary>What the cosign tag names; absent for a referrer, which is fetched when it turns out to be missing.</summary>
    public Manifest? Manifest { get; init; }

    /// <summary>Steps from the image: 0 is attached to it or to one of its children.</summary>
    public required int Depth { get; init; }
}
