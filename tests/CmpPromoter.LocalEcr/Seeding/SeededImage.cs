namespace CmpPromoter.LocalEcr.Seeding;

/// <summary>What a seeding call has built.</summary>
public sealed record SeededImage
{
    public required string Digest { get; init; }

    public required string MediaType { get; init; }

    public required long SizeBytes { get; init; }

    /// <summary>Config and layers of this manifest, or of all its children; each digest once.</summary>
    public required ImmutableArray<string> Blobs { get; init; }

    /// <summary>The children of an index.</summary>
    public required ImmutableArray<string> Children { get; init; }
}
