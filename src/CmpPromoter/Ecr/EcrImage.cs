using CmpPromoter.Oci;

namespace CmpPromoter.Ecr;

/// <summary>An image that ECR has, as BatchGetImage tells it.</summary>
internal sealed record EcrImage
{
    public required Digest Digest { get; init; }

    /// <summary>The manifest as it came through JSON text; not yet compared with <see cref="Digest"/>.</summary>
    public required ReadOnlyMemory<byte> ManifestBytes { get; init; }

    /// <summary>Absent when ECR names none.</summary>
    public required MediaType? MediaType { get; init; }
}

/// <summary>ECR's answer to which images of one repository it has.</summary>
internal sealed record EcrImages
{
    /// <summary>The registry has no such repository; then every image is absent.</summary>
    public required bool IsRepositoryMissing { get; init; }

    /// <summary>
    /// One entry per key asked for, in the keys' order; <c>null</c> where the image is absent or cannot be pulled.
    /// </summary>
    public required ImmutableArray<EcrImage?> Images { get; init; }
}
