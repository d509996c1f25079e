using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CmpPromoter.Diagnostics;

/// <summary>
/// JSON as people see it who print it: quotes, '+' and letters of all languages stand as they are, and nothing in it that shows
/// nothing of its own, such as a terminal's codes, stands unescaped, whoever wrote the values.
/// </summary>
internal static class ReadableJson
{
    // What the default encoder escapes beyond this is for web pages.
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = OneLine with { Indented = true, NewLine = "\n" };

    /// <summary>Over several lines, without the last's end.</summary>
    public static string Indent(Action<Utf8JsonWriter> write) => Write(write, Indented);

    /// <param name="json">One value, written by whomever.</param>
    public static string Indent(ReadOnlyMemory<byte> json) => Rewrite(json, Indented);

    /// <inheritdoc cref="Indent(ReadOnlyMemory{byte})"/>
    public static string Line(ReadOnlyMemory<byte> json) => Rewrite(json, OneLine);

    private static string Rewrite(ReadOnlyMemory<byte> json, JsonWriterOptions options)
    {
        using var document = JsonDocument.Parse(json);
        return Write(document.RootElement.WriteTo, options);
    }

    private static string Write(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, options))
        {
            write(writer);
        }

        return EscapeInvisible(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    /// <summary>The encoder leaves characters of format, which turn the direction of a line; outside of values there are none.</summary>
    private static string EscapeInvisible(string json)
    {
        var text = new StringBuilder(json.Length);
        foreach (var character in json)
        {
            if (character != '\n' && Rune.TryCreate(character, out var rune) && SafeText.IsInvisible(rune))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            }
            else
            {
                text.Append(character);
            }
        }

        return text.ToString();
    }
}
