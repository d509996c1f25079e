namespace CmpPromoter.Extraction;

/// <summary>How far a literal or folded scalar reaches.</summary>
/// <param name="End">Behind its last line feed, from its indicator; -1: not understood.</param>
/// <param name="Lines">How many line feeds it has, that of the indicator among them.</param>
/// <param name="FirstText">Where the text of its first line that is not blank begins.</param>
internal readonly record struct CanonicalBlock(int End, int Lines, int FirstText)
{
    private static readonly CanonicalBlock Unknown = new(-1, 0, -1);

    /// <param name="bytes">From the indicator on.</param>
    /// <param name="column">The text is indented deeper than this.</param>
    public static CanonicalBlock Find(ReadOnlySpan<byte> bytes, int column)
    {
        var header = bytes.IndexOf((byte)'\n');
        if (header < 0 || !TryReadHeader(bytes[1..header], out var indent))
        {
            return Unknown;
        }

        indent += indent > 0 ? column : 0;
        var (offset, lines, first) = (header + 1, 1, -1);
        while (offset < bytes.Length)
        {
            var spaces = bytes[offset..].IndexOfAnyExcept((byte)' ');
            var isBlank = spaces >= 0 && bytes[offset + spaces] is (byte)'\n';
            if (!isBlank && spaces >= 0 && indent == 0)
            {
                indent = spaces > column && bytes[offset + spaces] is not (byte)'\t' ? spaces : int.MaxValue;
            }

            // Fewer spaces than the text's indentation are no text, and how many is nobody's concern.
            if (spaces < 0 || (isBlank && spaces > 0 && spaces < Math.Max(indent, 1)) || indent == int.MaxValue)
            {
                return Unknown;
            }

            if (!isBlank && spaces < indent)
            {
                break;
            }

            first = !isBlank && first < 0 ? offset + indent : first;
            var length = bytes[offset..].IndexOf((byte)'\n');
            if (length < 0)
            {
                return Unknown;
            }

            offset += length + 1;
            lines++;
        }

        return first < 0 ? Unknown : new CanonicalBlock(offset, lines, first);
    }

    public ReadOnlySpan<byte> FirstLineIn(ReadOnlySpan<byte> bytes) =>
        bytes[FirstText..(FirstText + bytes[FirstText..].IndexOf((byte)'\n'))];

    /// <param name="header">What stands behind <c>|</c> or <c>&gt;</c>.</param>
    /// <param name="indent">The indentation it states; 0: the first line shows it.</param>
    private static bool TryReadHeader(ReadOnlySpan<byte> header, out int indent)
    {
        indent = 0;
        var isChomped = false;
        foreach (var indicator in header)
        {
            if (indicator is >= (byte)'1' and <= (byte)'9' && indent == 0)
            {
                indent = indicator - '0';
            }
            else if (indicator is (byte)'+' or (byte)'-' && !isChomped)
            {
                isChomped = true;
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
