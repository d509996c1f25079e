using System.Globalization;
using System.Text.Json;

namespace CmpPromoter.Oci;

/// <summary>When an image was built, as far as it says so: for people, never for a decision.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/main/config.md and annotations.md</remarks>
internal static class ImageCreation
{
    /// <summary>The annotation of a manifest or index.</summary>
    public const string Annotation = "org.opencontainers.image.created";

    /// <summary>Builds that are to be the same each time say 1970 or the like, which is no age.</summary>
    private const int FirstYear = 2000;

    /// <returns><c>null</c> when the text is no RFC 3339 time, or one that nobody means.</returns>
    public static DateTimeOffset? Find(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year >= FirstYear
            ? time.ToUniversalTime()
            : null;

    /// <param name="config">An image configuration's content, as it came.</param>
    public static DateTimeOffset? FindInConfig(ReadOnlyMemory<byte> config)
    {
        try
        {
            using var document = JsonDocument.Parse(config);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("created", out var created) && created.ValueKind is JsonValueKind.String
                ? Find(created.GetString())
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null; // An age that cannot be read is an age that nobody knows.
        }
    }
}
