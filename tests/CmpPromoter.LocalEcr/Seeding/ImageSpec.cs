namespace CmpPromoter.LocalEcr.Seeding;

/// <summary>An image to build: equal specs give equal digests.</summary>
public sealed record ImageSpec
{
    public int Layers { get; init; } = 2;

    /// <summary>Of each layer.</summary>
    public long LayerBytes { get; init; } = 1024;

    /// <summary>Overrides <see cref="Layers"/> and <see cref="LayerBytes"/> with one size per layer.</summary>
    public ImmutableArray<long> LayerSizesBytes { get; init; } = [];

    public int Seed { get; init; }

    /// <summary>How many of the first layers come from seed 0, as a base image that many images share.</summary>
    public int SharedLayers { get; init; }

    /// <summary>Instead of <see cref="SharedLayers"/>: the seeds of the first layers, for bases that images share in several mixtures.</summary>
    public ImmutableArray<int> SharedSeeds { get; init; } = [];

    /// <summary>Docker image manifest v2 schema 2 instead of OCI.</summary>
    public bool Docker { get; init; }

    /// <summary>What the configuration says of when it was built; absent: nothing, as of a build that is to be the same each time.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    public string Architecture { get; init; } = "amd64";

    public string OperatingSystem { get; init; } = "linux";

    internal int SeedOf(int layer) =>
        layer < SharedSeeds.Length ? SharedSeeds[layer] : layer < SharedLayers ? layer : (Seed * 1000) + layer;

    internal IEnumerable<long> Sizes =>
        LayerSizesBytes.IsEmpty ? Enumerable.Repeat(LayerBytes, Layers) : LayerSizesBytes;
}
