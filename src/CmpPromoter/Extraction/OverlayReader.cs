using System.Buffers;
using System.Text;
using System.Text.Unicode;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CmpPromoter.Extraction;

/// <summary>
/// Reads the rendered overlay event by event and in bounded memory: aliases come out as what they stand for, and every
/// fault of the text is a <see cref="PromoterException"/> that names line and column.
/// </summary>
internal sealed class OverlayReader : IDisposable
{
    /// <summary>Argo CD itself takes 100 MiB of manifests from a plugin at most, by its default.</summary>
    public const int MaxBytes = 100 * 1024 * 1024;

    /// <summary>Twice the depth of the deepest definitions in use; the walk recurses once per level.</summary>
    public const int MaxDepth = 128;

    /// <summary>Ends a stream whose aliases double at every step ("billion laughs") within half a second.</summary>
    public const int MaxExpandedEvents = 500_000;

    private const int BufferBytes = 64 * 1024;

    private readonly string directory;
    private readonly StreamReader text;
    private readonly Scanner scanner;
    private readonly Parser parser;
    private readonly OverlayMemory memory = new();
    private int depth;
    private int expandedEvents;

    /// <exception cref="PromoterException">
    /// The overlay is larger than <see cref="MaxBytes"/>, holds a NUL, or is not UTF-8.
    /// </exception>
    public OverlayReader(RenderedOverlay overlay)
    {
        directory = overlay.Directory;
        if (overlay.Bytes.Length > MaxBytes)
        {
            throw Refuse($"it has {overlay.Bytes.Length} bytes, more than {MaxBytes}; split it into several");
        }

        // To the YAML scanner a NUL is the end of the text, so everything after it would go unseen.
        var nul = overlay.Bytes.Span.IndexOf((byte)0);
        if (nul >= 0)
        {
            throw Refuse("it holds a NUL character, which YAML does not allow", LineAt(overlay.Bytes.Span, nul));
        }

        if (!Utf8.IsValid(overlay.Bytes.Span))
        {
            throw Refuse("it is not valid UTF-8", LineAt(overlay.Bytes.Span, FirstInvalid(overlay.Bytes.Span)));
        }

        text = new StreamReader(
            new OverlayStream(overlay.Bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, BufferBytes);
        scanner = new Scanner(text);
        parser = new Parser(scanner);
    }

    /// <summary>What <see cref="Read"/> read last.</summary>
    public OverlayEvent Current { get; private set; }

    /// <returns><c>false</c> at the end of the stream.</returns>
    /// <exception cref="PromoterException">The text is not YAML, or passes a bound of this reader.</exception>
    public bool Read()
    {
        while (true)
        {
            if (memory.TryReplay(out var replayed))
            {
                CountExpansion(replayed);
                return Deliver(replayed);
            }

            if (!MoveNext())
            {
                return false;
            }

            switch (parser.Current)
            {
                case AnchorAlias alias:
                    Expand(alias);
                    break;
                case NodeEvent { Anchor.IsEmpty: false } node:
                    memory.Anchor(node.Anchor.Value, isScalar: node is Scalar);
                    return Deliver(Convert(node));
                case StreamStart or StreamEnd or Comment:
                    break;
                case { } other:
                    return Deliver(Convert(other));
                default:
                    return false;
            }
        }
    }

    /// <summary>Passes over the rest of the node whose first event is <see cref="Current"/>.</summary>
    public void Skip()
    {
        if (Current.Kind is not (OverlayEventKind.MappingStart or OverlayEventKind.SequenceStart))
        {
            return;
        }

        var outside = depth - 1;
        while (depth > outside && Read())
        {
        }
    }

    /// <summary>Passes over the node that comes next and remembers it until the document ends.</summary>
    public OverlaySegment Capture()
    {
        var start = memory.BeginCapture();
        Read();
        Skip();
        return memory.EndCapture(start);
    }

    /// <summary>Makes a captured node the one that comes next; what followed comes after it.</summary>
    public void Replay(OverlaySegment segment) => memory.Replay(segment, isPartOfText: false);

    public PromoterException Refuse(string reason) => Refuse(reason, Current.Line, Current.Column);

    public void Dispose() => text.Dispose();

    private static int LineAt(ReadOnlySpan<byte> bytes, int offset) => bytes[..offset].Count((byte)'\n') + 1;

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out var length) is OperationStatus.Done)
        {
            offset += length;
        }

        return offset;
    }

    private bool MoveNext()
    {
        try
        {
            return parser.MoveNext();
        }
        catch (YamlException fault)
        {
            // The parser leaves some faults without a place; the scanner has just passed it.
            var place = fault.Start.Equals(Mark.Empty) ? scanner.CurrentPosition : fault.Start;
            throw Refuse(NotYaml(fault), place, fault);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or OverflowException)
        {
            // Malformed directives, tags and document markers make the parser fail with these.
            throw Refuse(NotYaml(fault), scanner.CurrentPosition, fault);
        }
    }

    private void Expand(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (!memory.TryExpand(name))
        {
            var shown = SafeText.OneLine(name, 100);
            throw Refuse($"alias *{shown} stands for no anchor before it, or for what it is part of", alias.Start);
        }
    }

    private bool Deliver(OverlayEvent next)
    {
        Current = next;
        switch (next.Kind)
        {
            case OverlayEventKind.MappingStart or OverlayEventKind.SequenceStart:
                depth++;
                break;
            case OverlayEventKind.MappingEnd or OverlayEventKind.SequenceEnd:
                depth--;
                break;
            case OverlayEventKind.DocumentEnd:
                memory.Clear();
                return true;
        }

        if (depth > MaxDepth)
        {
            throw Refuse($"it nests deeper than {MaxDepth} levels");
        }

        if (!memory.TryRemember(next))
        {
            throw Refuse($"its anchors hold more than {OverlayMemory.MaxEvents} values; write those out");
        }

        return true;
    }

    private void CountExpansion(OverlayEvent replayed)
    {
        if (++expandedEvents > MaxExpandedEvents)
        {
            throw Refuse($"its aliases expand to more than {MaxExpandedEvents} values", replayed.Line, replayed.Column);
        }
    }

    private static OverlayEvent Convert(ParsingEvent source)
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
        return new OverlayEvent(kind, scalar?.Value ?? "", isPlain, (int)source.Start.Line, (int)source.Start.Column);
    }

    private static string NotYaml(Exception fault) =>
        $"it is not valid YAML: {SafeText.OneLine(fault.Message, 200).TrimEnd('.')}";

    private PromoterException Refuse(string reason, Mark place, Exception? inner = null) =>
        Refuse(reason, (int)place.Line, (int)place.Column, inner);

    private PromoterException Refuse(string reason, int line, int column = 1, Exception? inner = null)
    {
        var where = line > 0 ? $" line {line}, column {column}:" : "";
        return new PromoterException(
            FailureKind.Render,
            $"Reading what kustomize rendered for '{SafeText.OneLine(directory)}':{where} {reason}. "
            + "Run kustomize build there and look at its output.",
            inner);
    }
}
