namespace CmpPromoter.Oci;

/// <summary>What a manifest says of one thing it refers to: its media type, digest and exact size.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/main/descriptor.md</remarks>
internal sealed record Descriptor
{
    public required MediaType MediaType { get; init; }

    public required Digest Digest { get; init; }

    /// <summary>Never negative; content of another length is not this content.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>The layer is fetched from elsewhere by its users (Windows base layers); a registry need not hold it.</summary>
    public bool IsForeign { get; init; }

    /// <summary>The artifact type of a referrer or an index entry, absent when the descriptor names none.</summary>
    public string? ArtifactType { get; init; }

    /// <summary><c>os/architecture[/variant]</c> of an index entry, absent when the descriptor names none.</summary>
    public string? Platform { get; init; }
}
