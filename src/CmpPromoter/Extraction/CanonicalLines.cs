using System.Text;

namespace CmpPromoter.Extraction;

/// <summary>
/// Reads the lines of one document of the YAML that kustomize prints and makes events of them, as long as it surely
/// understands them.
/// </summary>
/// <remarks>
/// Block style, one space behind ':' and '-', every style of scalar, <c>{}</c>, <c>[]</c>; no comments, blank lines, anchors,
/// merges, tags or tabs; no mapping has two keys of one hash, and so none has a key twice.
/// </remarks>
internal sealed class CanonicalLines(ReadOnlyMemory<byte> overlay, WantedScalars wanted)
{
    private readonly List<OverlayEvent> events = [];
    private readonly CanonicalNesting nesting = new();
    private readonly KeyCache keys = new(wanted);
    private int lineStart;
    private int position;

    /// <summary>Of the lines that were read, since the document began or they were last forgotten.</summary>
    public IReadOnlyList<OverlayEvent> Events => events;

    /// <summary>Where the next line begins.</summary>
    public int Position => position;

    /// <summary>The line of <see cref="Position"/>, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next line is not the next document's first, and not the overlay's end.</summary>
    public bool IsInDocument => position < overlay.Length && !overlay.Span[position..].StartsWith("---"u8);

    private static ReadOnlySpan<byte> Marker => "---\n"u8;

    /// <summary>From 1.</summary>
    private int Column => position - lineStart + 1;

    /// <param name="start">Where the document begins.</param>
    /// <param name="startLine">The line of <paramref name="start"/>, from 1.</param>
    /// <param name="isKnown">Every line of it was understood when it was read before.</param>
    public void Begin(int start, int startLine, bool isKnown)
    {
        (position, lineStart, Line) = (start, start, startLine);
        events.Clear();
        nesting.Begin(isKnown);
        Add(OverlayEventKind.DocumentStart);
        if (overlay.Span[start..].StartsWith(Marker))
        {
            Skip(Marker.Length, 1);
        }
    }

    public void Forget() => events.Clear();

    /// <returns><c>false</c> when the document does not surely end here.</returns>
    public bool TryEnd()
    {
        var bytes = overlay.Span;
        var isAtEnd = position == bytes.Length || bytes[position..].StartsWith(Marker) || bytes[position..].StartsWith("--- "u8);
        if (!isAtEnd || nesting.Depth == 0 || nesting.AwaitsNode)
        {
            return false;
        }

        while (nesting.Depth > 0)
        {
            Close();
        }

        Add(OverlayEventKind.DocumentEnd);
        return true;
    }

    /// <returns><c>false</c> when the next line is not surely understood.</returns>
    public bool TryRead()
    {
        var bytes = overlay.Span;
        var column = bytes[position..].IndexOfAnyExcept((byte)' ');
        if (column < 0)
        {
            return false;
        }

        position += column;
        var isItem = bytes[position..].StartsWith("- "u8);
        while (nesting.EndsBefore(column, isItem))
        {
            Close();
        }

        if (nesting.AwaitsNode ? !nesting.MayBegin(column, isItem) || !TryOpen(column, isItem) : !nesting.IsAt(column, isItem))
        {
            return false;
        }

        while (isItem)
        {
            position += 2;
            column += 2;
            isItem = bytes[position..].StartsWith("- "u8);
            if (isItem && !TryOpen(column, isSequence: true))
            {
                return false;
            }
        }

        return TryReadEntry(bytes, column);
    }

    private bool TryReadEntry(ReadOnlySpan<byte> bytes, int column)
    {
        var rest = bytes[position..];
        var isPlain = rest.IsEmpty || rest[0] is not ((byte)'"' or (byte)'\'');
        var length = isPlain ? CanonicalBytes.PlainKeyLength(rest) : CanonicalBytes.QuotedKeyLength(rest);
        if (length < 0)
        {
            return nesting.IsSequence && TryReadValue(bytes);
        }

        var key = isPlain ? rest[..length] : rest[1..(length - 1)];
        var isMerge = isPlain && key.SequenceEqual("<<"u8);
        if (isMerge || (nesting.IsSequence && !TryOpen(column, isSequence: false)))
        {
            return false;
        }

        var cached = keys.Find(key);
        if (!nesting.TryEnter(cached))
        {
            return false;
        }

        events.Add(new OverlayEvent(OverlayEventKind.Scalar, cached.Text, isPlain, Line, Column));

        // Columns count UTF-16 units, as the parser's do.
        lineStart += key.Length - cached.Text.Length;
        position += length + 1;
        if (bytes[position..].StartsWith("\n"u8))
        {
            nesting.AwaitsNode = true;
            Skip(1, 1);
            return true;
        }

        position++;
        return TryReadValue(bytes);
    }

    private bool TryReadValue(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes[position..];
        return !rest.IsEmpty && rest[0] switch
        {
            (byte)'"' or (byte)'\'' => TryReadQuoted(rest),
            (byte)'|' or (byte)'>' => TryReadBlock(rest),
            (byte)'{' or (byte)'[' => TryReadEmpty(rest),
            _ => TryReadPlain(rest),
        };
    }

    private bool TryReadEmpty(ReadOnlySpan<byte> rest)
    {
        var isSequence = rest.StartsWith("[]\n"u8);
        if (!isSequence && !rest.StartsWith("{}\n"u8))
        {
            return false;
        }

        Add(isSequence ? OverlayEventKind.SequenceStart : OverlayEventKind.MappingStart);
        Add(isSequence ? OverlayEventKind.SequenceEnd : OverlayEventKind.MappingEnd);
        Skip(3, 1);
        return true;
    }

    private bool TryReadPlain(ReadOnlySpan<byte> rest)
    {
        var (length, lines) = CanonicalBytes.Plain(rest, nesting.Column);
        if (length < 0 || !TryAdd(rest[..rest.IndexOf((byte)'\n')], isPlain: true, lines == 1 ? TextKind.Value : TextKind.Line))
        {
            return false;
        }

        Skip(length, lines);
        return true;
    }

    private bool TryReadQuoted(ReadOnlySpan<byte> rest)
    {
        var quoted = CanonicalBytes.Quoted(rest, nesting.Column);
        if (quoted.End < 0 || !rest[quoted.End..].StartsWith("\n"u8)
            || !TryAdd(quoted.TextIn(rest), isPlain: false, quoted.KindOfText(rest)))
        {
            return false;
        }

        Skip(quoted.End + 1, quoted.Lines + 1);
        return true;
    }

    private bool TryReadBlock(ReadOnlySpan<byte> rest)
    {
        var block = CanonicalBlock.Find(rest, nesting.Column);
        if (block.End < 0 || !TryAdd(block.FirstLineIn(rest), isPlain: false, TextKind.Line))
        {
            return false;
        }

        Skip(block.End, block.Lines);
        return true;
    }

    private bool TryAdd(ReadOnlySpan<byte> text, bool isPlain, TextKind kind)
    {
        var isWanted = nesting.IsWanted
            || (kind is TextKind.Beginning ? wanted.MayBeInDestination(text) : wanted.IsInDestination(text));
        if (isWanted && kind is not TextKind.Value)
        {
            return false;
        }

        var value = isWanted ? Encoding.UTF8.GetString(text) : "";
        events.Add(new OverlayEvent(OverlayEventKind.Scalar, value, isPlain, Line, Column));
        return true;
    }

    private bool TryOpen(int column, bool isSequence)
    {
        Add(isSequence ? OverlayEventKind.SequenceStart : OverlayEventKind.MappingStart);
        return nesting.TryOpen(column, isSequence);
    }

    private void Close()
    {
        Add(nesting.IsSequence ? OverlayEventKind.SequenceEnd : OverlayEventKind.MappingEnd);
        nesting.Close();
    }

    private void Add(OverlayEventKind kind) => events.Add(new OverlayEvent(kind, "", IsPlain: false, Line, Column));

    private void Skip(int bytes, int lines)
    {
        position += bytes;
        lineStart = position;
        Line += lines;
    }
}
