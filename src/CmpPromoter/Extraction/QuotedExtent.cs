namespace CmpPromoter.Extraction;

/// <summary>How far a quoted scalar reaches.</summary>
/// <param name="End">Behind the closing quote, from the opening one; -1: not understood.</param>
/// <param name="Lines">How many line feeds it goes over.</param>
/// <param name="FirstEscape">From the opening quote; -1: none, so that the text is the value when it is on one line.</param>
internal readonly record struct QuotedExtent(int End, int Lines, int FirstEscape)
{
    public static readonly QuotedExtent Unknown = new(-1, 0, -1);

    /// <summary>The value stands there as it is.</summary>
    public bool IsText => Lines == 0 && FirstEscape < 0;

    /// <summary>What stands between the quotes, up to the first escape or line feed.</summary>
    public ReadOnlySpan<byte> TextIn(ReadOnlySpan<byte> bytes)
    {
        var text = bytes[1..(FirstEscape < 0 ? End - 1 : FirstEscape)];
        return Lines > 0 && text.IndexOf((byte)'\n') is >= 0 and var length ? text[..length] : text;
    }

    public TextKind KindOfText(ReadOnlySpan<byte> bytes)
    {
        if (IsText)
        {
            return TextKind.Value;
        }

        // Others stand for characters that no host has.
        var mayBeLetter = FirstEscape >= 0 && bytes[FirstEscape + 1] is (byte)'x' or (byte)'u' or (byte)'\n';
        return mayBeLetter ? TextKind.Beginning : TextKind.Line;
    }
}
