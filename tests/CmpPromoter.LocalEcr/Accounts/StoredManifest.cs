namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>A manifest as it was pushed: its exact bytes and what ECR reads out of them.</summary>
public sealed record StoredManifest
{
    public required string Digest { get; init; }

    public required string MediaType { get; init; }

    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Config and layers; empty for an index.</summary>
    public required ImmutableArray<ManifestReference> Blobs { get; init; }

    /// <summary>The manifests of an index.</summary>
    public required ImmutableArray<ManifestReference> Children { get; init; }

    public required string? ArtifactType { get; init; }

    /// <summary>The digest of the manifest this one refers to.</summary>
    public required string? Subject { get; init; }

    public required ImmutableSortedDictionary<string, string> Annotations { get; init; }

    public required DateTimeOffset PushedAt { get; init; }

    public ImageStatus Status { get; init; }
}
