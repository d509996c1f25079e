using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using CmpPromoter.Oci;

namespace CmpPromoter.Registry;

/// <summary>
/// The index behind the fallback tag of a subject: the one kind of content that this program writes itself. Entries of
/// others, and whatever else they wrote into it, are kept.
/// </summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema</remarks>
internal static class ReferrersIndex
{
    // Without it the '+' of every media type becomes \u002B; nobody puts a manifest into a web page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// It is an index without entries as some registries answer it: with null for an empty list, or none at all. Of an image such an
    /// index would be refused; here it says nothing that could be understood differently.
    /// </summary>
    public static bool ListsNothing(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var root = document.RootElement;
            return root.ValueKind is JsonValueKind.Object
                && root.TryGetProperty("schemaVersion", out _)
                && (!root.TryGetProperty("manifests", out var entries) || entries.ValueKind is JsonValueKind.Null);
        }
        catch (JsonException)
        {
            // Whoever reads it as an index says what is wrong with it.
            return false;
        }
    }

    /// <param name="index">The index that is there; absent when there is none.</param>
    /// <param name="referrer">Not among its entries.</param>
    /// <param name="longer">The same index with one more entry, the last.</param>
    /// <param name="reason">Why there is no such index.</param>
    public static bool TryAdd(
        Manifest? index,
        Manifest referrer,
        [NotNullWhen(true)] out Manifest? longer,
        [NotNullWhen(false)] out string? reason)
    {
        longer = null;
        if (index is { MediaType.IsIndex: false })
        {
            reason = $"the tag is taken by something else, of type {index.MediaType}";
            return false;
        }

        return Manifest.TryParse(Write(index, referrer), index?.MediaType ?? MediaType.OciIndex, out longer, out reason);
    }

    private static ReadOnlyMemory<byte> Write(Manifest? index, Manifest referrer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Plain);
        writer.WriteStartObject();
        if (index is null)
        {
            writer.WriteNumber("schemaVersion", 2);
            writer.WriteString("mediaType", MediaType.OciIndex.Value);
            writer.WriteStartArray("manifests");
        }
        else
        {
            using var document = JsonDocument.Parse(index.Bytes);
            var others = document.RootElement.EnumerateObject().Where(property => !property.NameEquals("manifests"));
            foreach (var property in others)
            {
                property.WriteTo(writer);
            }

            writer.WriteStartArray("manifests");
            foreach (var entry in document.RootElement.GetProperty("manifests").EnumerateArray()) // An index has them.
            {
                entry.WriteTo(writer);
            }
        }

        WriteEntry(writer, referrer);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteEntry(Utf8JsonWriter writer, Manifest referrer)
    {
        writer.WriteStartObject();
        writer.WriteString("mediaType", referrer.MediaType.Value);
        writer.WriteString("digest", referrer.Digest.ToString());
        writer.WriteNumber("size", referrer.Bytes.Length);
        if (referrer.ArtifactType is { } artifactType)
        {
            writer.WriteString("artifactType", artifactType);
        }

        using var document = JsonDocument.Parse(referrer.Bytes);
        if (document.RootElement.TryGetProperty("annotations", out var annotations))
        {
            writer.WritePropertyName("annotations");
            annotations.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
