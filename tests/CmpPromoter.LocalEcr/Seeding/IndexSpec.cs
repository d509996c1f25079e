namespace CmpPromoter.LocalEcr.Seeding;

/// <summary>A multi-platform image to build.</summary>
public sealed record IndexSpec
{
    /// <summary>Architectures, one image each.</summary>
    public ImmutableArray<string> Architectures { get; init; } = ["amd64", "arm64"];

    /// <summary>What each image is like; the seed grows by one with every platform.</summary>
    public ImageSpec Image { get; init; } = new();

    /// <summary>
    /// Adds one <c>unknown/unknown</c> attestation manifest per platform, as BuildKit does with provenance.
    /// </summary>
    public bool Attestations { get; init; }
}
