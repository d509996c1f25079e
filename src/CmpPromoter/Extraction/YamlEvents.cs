using System.Text;
using CmpPromoter.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CmpPromoter.Extraction;

/// <summary>The events of a YAML parser from some document of the overlay on; every fault of the text is a <see cref="PromoterException"/>.</summary>
internal sealed class YamlEvents : IDisposable
{
    private const int BufferBytes = 16 * 1024;

    private readonly ReadOnlyMemory<byte> overlay;
    private readonly int startLine;
    private readonly OverlayFaults faults;
    private readonly StreamReader text;
    private readonly Scanner scanner;
    private readonly Parser parser;
    private int foundBytes;
    private long foundChars;

    /// <param name="overlay">The whole of it.</param>
    /// <param name="start">Where the first document begins.</param>
    /// <param name="startLine">The line of <paramref name="start"/>, from 1.</param>
    /// <param name="faults">How to say what is wrong.</param>
    public YamlEvents(ReadOnlyMemory<byte> overlay, int start, int startLine, OverlayFaults faults)
    {
        this.overlay = overlay;
        this.startLine = startLine;
        this.faults = faults;
        foundBytes = start;
        text = new StreamReader(
            new OverlayStream(overlay[start..]), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, BufferBytes);
        scanner = new Scanner(text);
        parser = new Parser(scanner);
    }

    public ParsingEvent? Current => parser.Current;

    /// <returns><c>false</c> at the end of the stream.</returns>
    /// <exception cref="PromoterException">The text is not YAML.</exception>
    public bool MoveNext()
    {
        try
        {
            return parser.MoveNext();
        }
        catch (YamlException fault)
        {
            // The parser leaves some faults without a place; the scanner has just passed it.
            throw NotYaml(fault, fault.Start.Equals(Mark.Empty) ? scanner.CurrentPosition : fault.Start);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or OverflowException)
        {
            // Malformed directives, tags and document markers make the parser fail with these.
            throw NotYaml(fault, scanner.CurrentPosition);
        }
    }

    /// <summary>The line of the overlay, from 1.</summary>
    public int LineOf(Mark place) => (int)place.Line + startLine - 1;

    /// <returns>Where the <c>---</c> of a document after the first stands in the overlay; -1 when it has none.</returns>
    public int FindMarker(DocumentStart document)
    {
        var bytes = overlay.Span;
        while (bytes[foundBytes..].IndexOf("\n---"u8) is >= 0 and var found)
        {
            var chars = foundChars + Encoding.UTF8.GetCharCount(bytes.Slice(foundBytes, found + 1));
            if (chars > document.Start.Index)
            {
                break;
            }

            foundBytes += found + 1;
            foundChars = chars;
            if (chars == document.Start.Index)
            {
                return foundBytes;
            }
        }

        return -1;
    }

    public OverlayEvent Convert(ParsingEvent source)
    {
        var kind = source switch
        {
            Scalar => OverlayEventKind.Scalar,
            MappingStart => OverlayEventKind.MappingStart,
            MappingEnd => OverlayEventKind.MappingEnd,
            SequenceStart => OverlayEventKind.SequenceStart,
            SequenceEnd => OverlayEventKind.SequenceEnd,
            DocumentStart => OverlayEventKind.DocumentStart,
            _ => OverlayEventKind.DocumentEnd,
        };
        var scalar = source as Scalar;
        var isPlain = scalar is { Style: ScalarStyle.Plain, Tag.IsEmpty: true };
        return new OverlayEvent(kind, scalar?.Value ?? "", isPlain, LineOf(source.Start), (int)source.Start.Column);
    }

    public void Dispose() => text.Dispose();

    private PromoterException NotYaml(Exception fault, Mark place) => faults.NotYaml(fault, LineOf(place), (int)place.Column);
}
