using System.Text.Json;
using System.Text.Unicode;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Oci;

/// <summary>Reads what a manifest refers to. Everything that two readers could understand differently is refused.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/main/manifest.md, image-index.md; ambiguity: CVE-2021-41190
/// (https://github.com/opencontainers/distribution-spec/security/advisories/GHSA-mc8v-mgrf-8f4m).</remarks>
internal static class ManifestReader
{
    /// <summary>Deep enough for every field of every known manifest; annotations are flat.</summary>
    private const int MaxDepth = 32;

    /// <exception cref="FormatException">The bytes are no manifest this program can promote.</exception>
    public static Manifest Read(ReadOnlyMemory<byte> bytes, MediaType? contentType)
    {
        if (bytes.Length > Manifest.MaxBytes)
        {
            throw new FormatException($"the manifest has {bytes.Length} bytes; registries take {Manifest.MaxBytes} at most");
        }

        // Judged before the JSON: signed schema 1 has fields of the same names with other meanings.
        if (contentType is { IsSchema1: true })
        {
            throw Schema1();
        }

        // The JSON reader looks at the text of a name or value only when someone asks for it.
        if (!Utf8.IsValid(bytes.Span))
        {
            throw new FormatException("the manifest is not valid UTF-8");
        }

        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = MaxDepth };
            using var document = JsonDocument.Parse(bytes, options);
            return Read(bytes, document.RootElement, contentType);
        }
        catch (JsonException fault)
        {
            // It quotes what it could not read, line ends and all.
            var reason = SafeText.OneLine(fault.Message);
            throw new FormatException($"the manifest is not well-formed JSON: {reason}", fault);
        }
        catch (InvalidOperationException fault)
        {
            // JsonElement answers an escaped lone surrogate inside a string with this type.
            throw new FormatException("the manifest holds text that is not valid Unicode", fault);
        }
    }

    private static Manifest Read(ReadOnlyMemory<byte> bytes, JsonElement root, MediaType? contentType)
    {
        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw new FormatException("the manifest is not a JSON object");
        }

        if (Find(root, "schemaVersion", JsonValueKind.Number) is { } version && version.TryGetInt32(out var number) && number == 1)
        {
            throw Schema1();
        }

        var children = Find(root, "manifests", JsonValueKind.Array);
        var config = Find(root, "config", JsonValueKind.Object);
        var layers = Find(root, "layers", JsonValueKind.Array) ?? Find(root, "blobs", JsonValueKind.Array);
        if (children is not null && (config is not null || layers is not null))
        {
            throw new FormatException("the manifest claims to be an index and an image at once (CVE-2021-41190)");
        }

        var mediaType = ChooseMediaType(root, contentType, isIndexShaped: children is not null);
        return new Manifest
        {
            Bytes = bytes,
            Digest = Digest.Of(bytes.Span),
            MediaType = mediaType,
            Children = children is { } list ? Descriptors(list, "manifests") : [],
            Blobs = Blobs(config, layers),
            Subject = Find(root, "subject", JsonValueKind.Object) is { } subject ? ReadDescriptor(subject, "subject") : null,
            ArtifactType = Text(root, "artifactType") ?? (config is { } element ? Text(element, "mediaType") : null),
            CreatedAt = CreatedAt(root),
        };
    }

    /// <summary>Annotations decide nothing, so odd ones are no reason to refuse.</summary>
    private static DateTimeOffset? CreatedAt(JsonElement root) =>
        root.TryGetProperty("annotations", out var annotations) && annotations.ValueKind is JsonValueKind.Object
        && annotations.TryGetProperty(ImageCreation.Annotation, out var created) && created.ValueKind is JsonValueKind.String
            ? ImageCreation.Find(created.GetString())
            : null;

    private static MediaType ChooseMediaType(JsonElement root, MediaType? contentType, bool isIndexShaped)
    {
        var written = Text(root, "mediaType") is { Length: > 0 } text ? new MediaType(text) : (MediaType?)null;
        var announced = contentType is { Value: "application/json" or "text/plain" or "application/octet-stream" or "" } ? null : contentType;
        if (written is { } inside && announced is { } outside && inside != outside)
        {
            throw new FormatException($"the manifest says it is {inside}, the registry says {outside} (CVE-2021-41190)");
        }

        // An OCI manifest may leave its mediaType out; its shape decides then (image-spec, manifest.md).
        var mediaType = announced ?? written ?? (isIndexShaped ? MediaType.OciIndex : MediaType.OciManifest);
        if (mediaType.IsSchema1)
        {
            throw Schema1();
        }

        return (mediaType.IsIndex && !isIndexShaped) || (mediaType.IsImageManifest && isIndexShaped)
            ? throw new FormatException($"the manifest's content does not fit its media type {mediaType}")
            : mediaType;
    }

    private static ImmutableArray<Descriptor> Blobs(JsonElement? config, JsonElement? layers)
    {
        var blobs = new List<Descriptor>();
        if (config is { } element)
        {
            blobs.Add(ReadDescriptor(element, "config"));
        }

        if (layers is { } list)
        {
            blobs.AddRange(Descriptors(list, "layers"));
        }

        var seen = new Dictionary<Digest, long>();
        var distinct = ImmutableArray.CreateBuilder<Descriptor>(blobs.Count);
        foreach (var blob in blobs)
        {
            if (seen.TryGetValue(blob.Digest, out var sizeBytes))
            {
                if (sizeBytes != blob.SizeBytes)
                {
                    throw new FormatException($"the manifest gives {blob.Digest} two sizes, {sizeBytes} and {blob.SizeBytes}");
                }

                continue;
            }

            seen.Add(blob.Digest, blob.SizeBytes);
            if (!blob.IsForeign)
            {
                distinct.Add(blob);
            }
        }

        return distinct.ToImmutable();
    }

    private static ImmutableArray<Descriptor> Descriptors(JsonElement list, string field)
    {
        var descriptors = ImmutableArray.CreateBuilder<Descriptor>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            var name = $"{field}[{descriptors.Count}]";
            descriptors.Add(item.ValueKind is JsonValueKind.Object
                ? ReadDescriptor(item, name)
                : throw new FormatException($"{name} of the manifest is not a descriptor"));
        }

        return descriptors.MoveToImmutable();
    }

    private static Descriptor ReadDescriptor(JsonElement element, string field)
    {
        if (!Digest.TryParse(Text(element, "digest"), out var digest, out var reason))
        {
            throw new FormatException($"{field} of the manifest: {reason}");
        }

        if (Find(element, "size", JsonValueKind.Number) is not { } size || !size.TryGetInt64(out var sizeBytes) || sizeBytes < 0)
        {
            throw new FormatException($"{field} of the manifest has no valid size");
        }

        var mediaType = new MediaType(Text(element, "mediaType") ?? "");

        // Other layers may have urls too; those are hints, and a registry refuses the manifest without the blob.
        var hasUrls = Find(element, "urls", JsonValueKind.Array) is { } urls && urls.GetArrayLength() > 0;
        return new Descriptor
        {
            MediaType = mediaType,
            Digest = digest,
            SizeBytes = sizeBytes,
            IsForeign = hasUrls && mediaType.IsForeignLayer,
            ArtifactType = Text(element, "artifactType"),
            Platform = Find(element, "platform", JsonValueKind.Object) is { } platform ? PlatformText(platform) : null,
        };
    }

    private static string PlatformText(JsonElement platform)
    {
        var text = $"{Text(platform, "os") ?? "unknown"}/{Text(platform, "architecture") ?? "unknown"}";
        return Text(platform, "variant") is { Length: > 0 } variant ? $"{text}/{variant}" : text;
    }

    private static string? Text(JsonElement element, string name) => Find(element, name, JsonValueKind.String)?.GetString();

    /// <summary>The property, absent when missing or null.</summary>
    /// <exception cref="FormatException">It is there with another kind of value.</exception>
    private static JsonElement? Find(JsonElement element, string name, JsonValueKind kind)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == kind
            ? value
            : throw new FormatException($"'{name}' of the manifest is a JSON {value.ValueKind}, not a {kind}");
    }

    private static FormatException Schema1() => new(
        "it is a Docker schema 1 manifest, which Amazon ECR no longer takes; pull it, push it with a current docker or buildah, and promote that");
}
