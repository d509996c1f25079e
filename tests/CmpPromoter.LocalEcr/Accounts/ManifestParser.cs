using System.Text.Json;
using CmpPromoter.LocalEcr.Layers;

namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>Reads a pushed manifest the way ECR does; deliberately another reader than the promoter's own.</summary>
internal static class ManifestParser
{
    /// <summary>https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html</summary>
    public const int MaxBytes = 4_194_304;

    /// <param name="bytes">As pushed.</param>
    /// <param name="mediaType">From the Content-Type or imageManifestMediaType; else the manifest's own.</param>
    /// <param name="pushedAt">When.</param>
    /// <exception cref="EcrException">ECR would refuse the manifest.</exception>
    public static StoredManifest Parse(ReadOnlyMemory<byte> bytes, string? mediaType, DateTimeOffset pushedAt)
    {
        if (bytes.Length > MaxBytes)
        {
            throw EcrErrors.ManifestTooLarge();
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            return Read(bytes, document.RootElement, mediaType, pushedAt);
        }
        catch (Exception fault) when (
            fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw EcrErrors.InvalidManifest();
        }
    }

    private static StoredManifest Read(
        ReadOnlyMemory<byte> bytes, JsonElement root, string? mediaType, DateTimeOffset pushedAt)
    {
        var written = Text(root, "mediaType");
        // An OCI manifest without mediaType needs it from outside: https://github.com/aws/containers-roadmap/issues/1873
        var type = mediaType ?? written;
        if (type is null || !MediaTypes.IsStored(type) || (written is not null && written != type)
            || !root.TryGetProperty("schemaVersion", out var version) || version.GetInt32() != 2)
        {
            throw EcrErrors.InvalidManifest();
        }

        var isIndex = MediaTypes.IsIndex(type);
        var config = root.TryGetProperty("config", out var element) ? element : (JsonElement?)null;
        if (!isIndex && config is null && type != MediaTypes.OciArtifact)
        {
            throw EcrErrors.InvalidManifest();
        }

        return new StoredManifest
        {
            Digest = Digests.Of(bytes.Span),
            MediaType = type,
            Bytes = bytes,
            Blobs = isIndex
                ? []
                : [
                    .. config is { } c ? [Descriptor(c)] : Array.Empty<ManifestReference>(),
                    .. List(root, "layers"),
                    .. List(root, "blobs")],
            Children = isIndex ? [.. List(root, "manifests")] : [],
            ArtifactType = Text(root, "artifactType")
                ?? (config is { } configured ? Text(configured, "mediaType") : null),
            Subject = root.TryGetProperty("subject", out var subject) ? Descriptor(subject).Digest : null,
            Annotations = Annotations(root),
            PushedAt = pushedAt,
        };
    }

    private static IEnumerable<ManifestReference> List(JsonElement root, string name) =>
        root.TryGetProperty(name, out var list) ? list.EnumerateArray().Select(Descriptor) : [];

    private static ManifestReference Descriptor(JsonElement element) => new()
    {
        Digest = Digests.IsValid(Text(element, "digest"))
            ? Text(element, "digest")!
            : throw EcrErrors.InvalidManifest(), // IsValid refuses null.
        SizeBytes = element.GetProperty("size").GetInt64(),
        MediaType = Text(element, "mediaType") ?? "",
        IsForeign = element.TryGetProperty("urls", out var urls) && urls.ValueKind is JsonValueKind.Array
            && urls.GetArrayLength() > 0,
    };

    private static ImmutableSortedDictionary<string, string> Annotations(JsonElement root) =>
        root.TryGetProperty("annotations", out var annotations) && annotations.ValueKind is JsonValueKind.Object
            ? annotations.EnumerateObject()
                .ToImmutableSortedDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? "")
            : ImmutableSortedDictionary<string, string>.Empty;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? value.GetString()
            : null;
}
