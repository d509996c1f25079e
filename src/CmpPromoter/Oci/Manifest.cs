using System.Diagnostics.CodeAnalysis;

namespace CmpPromoter.Oci;

/// <summary>
/// A manifest or index: the exact bytes a registry sent, their digest, and what they refer to. The bytes are never
/// written anew, so the digest holds wherever they are pushed.
/// </summary>
internal sealed record Manifest
{
    /// <summary>4 MiB: the most a registry must take, and all that Amazon ECR takes.</summary>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests</remarks>
    public const int MaxBytes = 4 * 1024 * 1024;

    public required ReadOnlyMemory<byte> Bytes { get; init; }

    public required Digest Digest { get; init; }

    public required MediaType MediaType { get; init; }

    /// <summary>The manifests an index lists, in its order; empty for everything that is not an index.</summary>
    public required ImmutableArray<Descriptor> Children { get; init; }

    /// <summary>The config and the layers, each digest once, in order of appearance; foreign layers are not among them.</summary>
    public required ImmutableArray<Descriptor> Blobs { get; init; }

    /// <summary>What this manifest is about, when it is a referrer.</summary>
    public required Descriptor? Subject { get; init; }

    /// <summary>What kind of artifact this is, for a referrer; else absent.</summary>
    public required string? ArtifactType { get; init; }

    /// <summary>When it says that it was built; absent when it says nothing that can be meant.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The descriptor under which an index would list this manifest.</summary>
    public Descriptor Descriptor => new() { MediaType = MediaType, Digest = Digest, SizeBytes = Bytes.Length };

    /// <param name="bytes">The body as it came; kept, not copied.</param>
    /// <param name="contentType">What the registry's Content-Type said; absent when it said nothing of use.</param>
    /// <exception cref="FormatException">The bytes are no manifest this program can promote; the message says why.</exception>
    public static Manifest Parse(ReadOnlyMemory<byte> bytes, MediaType? contentType) =>
        TryParse(bytes, contentType, out var manifest, out var reason) ? manifest : throw new FormatException(reason);

    public static bool TryParse(
        ReadOnlyMemory<byte> bytes,
        MediaType? contentType,
        [NotNullWhen(true)] out Manifest? manifest,
        [NotNullWhen(false)] out string? reason)
    {
        try
        {
            manifest = ManifestReader.Read(bytes, contentType);
            reason = null;
            return true;
        }
        catch (FormatException refusal)
        {
            manifest = null;
            reason = refusal.Message;
            return false;
        }
    }

    /// <summary>Two manifests are the same when their bytes and their media type are.</summary>
    public bool Equals(Manifest? other) => other is not null && Digest == other.Digest && MediaType == other.MediaType;

    public override int GetHashCode() => HashCode.Combine(Digest, MediaType);
}
