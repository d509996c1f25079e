using System.Buffers;

namespace CmpPromoter.Extraction;

/// <summary>
/// How far a scalar reaches in the YAML that kustomize prints. Whatever is not surely understood has the end -1.
/// </summary>
internal static class CanonicalBytes
{
    /// <summary>YAML allows 1024 characters in a key without '?'.</summary>
    private const int MaxKeyBytes = 512;

    private static readonly SearchValues<byte> Odd = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(value => value is not ('\t' or '\n')).Select(value => (byte)value), 0x7F, 0xC2, 0xE2, 0xEF]);

    /// <summary>What may end a plain scalar, and tabs, whose place matters.</summary>
    private static readonly SearchValues<byte> PlainMarks = SearchValues.Create(":#\t"u8);

    private static readonly SearchValues<byte> PlainKeyMarks = SearchValues.Create(":#\t\n"u8);

    private static readonly SearchValues<byte> NoPlainStart = SearchValues.Create("-?:,[]{}#&*!|>'\"%@` \t\n"u8);

    private static readonly SearchValues<byte> SimpleEscapes = SearchValues.Create("\"\\ntr0abefvN_LP"u8);

    private static readonly SearchValues<byte> SingleQuotedMarks = SearchValues.Create("'\n\t"u8);

    private static readonly SearchValues<byte> DoubleQuotedMarks = SearchValues.Create("\"\\\n\t"u8);

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>
    /// Where the first control character, line break other than a line feed, or byte order mark stands; the length if nowhere.
    /// </summary>
    public static int FirstOdd(ReadOnlySpan<byte> bytes)
    {
        var offset = 0;
        while (bytes[offset..].IndexOfAny(Odd) is >= 0 and var found)
        {
            offset += found;
            var rest = bytes[offset..];
            var isOdd = rest[0] switch
            {
                0xC2 => rest[1] is >= 0x80 and < 0xA0,
                0xE2 => rest[1] is 0x80 && rest[2] is 0xA8 or 0xA9,
                0xEF => rest[1] is 0xBB && rest[2] is 0xBF,
                _ => true,
            };
            if (isOdd)
            {
                return offset;
            }

            offset++;
        }

        return bytes.Length;
    }

    /// <param name="bytes">From the key's first character on.</param>
    /// <returns>How far it is to the colon behind it; -1 when this is no key.</returns>
    public static int PlainKeyLength(ReadOnlySpan<byte> bytes)
    {
        if (!IsPlainStart(bytes))
        {
            return -1;
        }

        // A key with a colon inside is left to the parser: kustomize prints none.
        var length = bytes.IndexOfAny(PlainKeyMarks);
        return length > 0 && length <= MaxKeyBytes && length + 1 < bytes.Length
            && bytes[length] is (byte)':' && bytes[length + 1] is (byte)' ' or (byte)'\n'
            && bytes[length - 1] is not (byte)' '
            ? length
            : -1;
    }

    /// <param name="bytes">From the opening quote on.</param>
    /// <returns>How far it is to the colon behind the closing quote; -1 when this is no key, or one with an escape.</returns>
    public static int QuotedKeyLength(ReadOnlySpan<byte> bytes)
    {
        var quoted = Quoted(bytes, column: 0);
        return quoted.End is > 0 and < MaxKeyBytes && quoted.IsText
            && (bytes[quoted.End..].StartsWith(": "u8) || bytes[quoted.End..].StartsWith(":\n"u8))
            ? quoted.End
            : -1;
    }

    /// <param name="bytes">From the scalar's first character on.</param>
    /// <param name="column">Lines but the first are indented deeper than this.</param>
    /// <returns>How many bytes and lines, line feeds included; -1 bytes for what is no scalar.</returns>
    public static (int Bytes, int Lines) Plain(ReadOnlySpan<byte> bytes, int column)
    {
        if (!IsPlainStart(bytes))
        {
            return (-1, 0);
        }

        var (offset, lines) = (0, 0);
        while (true)
        {
            var length = bytes[offset..].IndexOf((byte)'\n');
            if (length < 0 || !IsPlainText(bytes.Slice(offset, length)))
            {
                return (-1, 0);
            }

            offset += length + 1;
            lines++;
            var spaces = bytes[offset..].IndexOfAnyExcept((byte)' ');
            if (spaces <= column)
            {
                return (offset, lines);
            }

            offset += spaces;
        }
    }

    /// <param name="bytes">From the opening quote on.</param>
    /// <param name="column">Lines but the first must be indented deeper than this; blank ones need not.</param>
    public static QuotedExtent Quoted(ReadOnlySpan<byte> bytes, int column)
    {
        var quote = bytes[0];
        var marks = quote is (byte)'\'' ? SingleQuotedMarks : DoubleQuotedMarks;
        var (offset, lines, firstEscape) = (1, 0, -1);
        while (bytes[offset..].IndexOfAny(marks) is >= 0 and var found)
        {
            offset += found;
            var escape = EscapeLength(bytes[offset..], quote);
            if (escape > 0)
            {
                firstEscape = firstEscape < 0 ? offset : firstEscape;
            }
            else if (bytes[offset] == quote)
            {
                return new QuotedExtent(offset + 1, lines, firstEscape);
            }
            else if (escape < 0 || bytes[offset] is (byte)'\t')
            {
                break;
            }

            // An escaped line feed is one, too.
            offset += Math.Max(escape, 1);
            if (bytes[offset - 1] is (byte)'\n')
            {
                lines++;
                var spaces = bytes[offset..].IndexOfAnyExcept((byte)' ');
                if (spaces < 0 || (spaces <= column && bytes[offset + spaces] is not (byte)'\n'))
                {
                    break;
                }

                offset += spaces;
            }
        }

        return QuotedExtent.Unknown;
    }

    private static bool IsPlainText(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line[^1] is (byte)' ')
        {
            return false;
        }

        var offset = 0;
        while (line[offset..].IndexOfAny(PlainMarks) is >= 0 and var found)
        {
            offset += found;
            var isText = line[offset] switch
            {
                (byte)':' => offset + 1 < line.Length && line[offset + 1] is not ((byte)' ' or (byte)'\t'),
                (byte)'#' => offset > 0 && line[offset - 1] is not (byte)' ',
                _ => false,
            };
            if (!isText)
            {
                return false;
            }

            offset++;
        }

        return true;
    }

    private static bool IsPlainStart(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] is not (byte)'-')
        {
            return !bytes.IsEmpty && !NoPlainStart.Contains(bytes[0]);
        }

        // Flags and negative numbers: --verbose, -1
        var dashes = bytes.IndexOfAnyExcept((byte)'-');
        return dashes > 0 && char.IsAsciiLetterOrDigit((char)bytes[dashes]);
    }

    /// <returns>0 for what is no escape, -1 for one that is not surely valid.</returns>
    private static int EscapeLength(ReadOnlySpan<byte> bytes, byte quote)
    {
        if (quote is (byte)'\'')
        {
            return bytes.Length > 1 && bytes[0] == quote && bytes[1] == quote ? 2 : 0;
        }

        return bytes[0] is not (byte)'\\' ? 0 : bytes.Length < 2 ? -1 : bytes[1] switch
        {
            (byte)' ' or (byte)'\n' => 2,
            (byte)'x' => IsHexadecimal(bytes[2..], 2) ? 4 : -1,
            (byte)'u' => IsHexadecimal(bytes[2..], 4) && bytes[2] is not ((byte)'d' or (byte)'D') ? 6 : -1,
            (byte)'U' => bytes[2..].StartsWith("0001"u8) && IsHexadecimal(bytes[2..], 8) ? 10 : -1,
            _ => SimpleEscapes.Contains(bytes[1]) ? 2 : -1,
        };
    }

    private static bool IsHexadecimal(ReadOnlySpan<byte> bytes, int digits) =>
        bytes.Length > digits && !bytes[..digits].ContainsAnyExcept(HexDigits);
}
