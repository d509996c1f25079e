using System.Globalization;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Commands.Progress;

/// <summary>One copy as one line of a terminal, never wider than it: name, bar, share, bytes, rate, time left.</summary>
internal static class ProgressLine
{
    private const int MinNameChars = 12;

    /// <summary>Of all columns but name and bar, with the two blanks before each.</summary>
    private const int FigureChars = 7 + 20 + 12 + 11;

    /// <param name="copy">What to show.</param>
    /// <param name="nameChars">Width of the column of names, as <see cref="NameChars"/> gives it.</param>
    /// <param name="columns">Of the terminal.</param>
    public static string Of(CopyProgress copy, int nameChars, int columns)
    {
        var barChars = BarChars(columns);
        var filled = (int)(copy.Share * barChars);
        var bar = barChars == 0 ? "" : $"  {new string('█', filled)}{new string('░', barChars - filled)}";
        var share = copy.PlannedBytes == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{(int)(copy.Share * 100)} %");
        var left = barChars == 0 ? "" : Left(copy);
        var line = $"{Cut(copy.Name, nameChars).PadRight(nameChars)}{bar}  {share,5}  {Bytes(copy),-18}  {Rate(copy),-10}  {left}";
        return CutAtWord(line.TrimEnd(), columns - 1);
    }

    /// <summary>As much as the longest name needs and the terminal gives.</summary>
    public static int NameChars(IEnumerable<CopyProgress> copies, int columns)
    {
        var bar = BarChars(columns);
        var room = columns - 1 - FigureChars - (bar == 0 ? 0 : bar + 2);
        return Math.Max(MinNameChars, Math.Min(room, copies.Max(copy => copy.Name.Length)));
    }

    /// <summary><c>26.1 of 46.6 MiB</c>, or both units where they differ.</summary>
    public static string Bytes(CopyProgress copy)
    {
        if (copy.PlannedBytes == 0)
        {
            return "";
        }

        var (moved, planned) = (ByteText.Of(copy.MovedBytes), ByteText.Of(copy.PlannedBytes));
        var unit = planned[planned.IndexOf(' ', StringComparison.Ordinal)..];
        return $"{(moved.EndsWith(unit, StringComparison.Ordinal) ? moved[..^unit.Length] : moved)} of {planned}";
    }

    public static string Rate(CopyProgress copy) =>
        copy.BytesPerSecond < 1 ? "" : $"{ByteText.Of((long)copy.BytesPerSecond)}/s";

    /// <summary><c>40 s left</c>, in the largest unit that says enough.</summary>
    public static string Left(CopyProgress copy) => copy.TimeLeft switch
    {
        null => "",
        { TotalSeconds: < 100 } left => $"{Whole(left.TotalSeconds)} s left",
        { TotalMinutes: < 100 } left => $"{Whole(left.TotalMinutes)} min left",
        { } left => $"{Whole(left.TotalHours)} h left",
    };

    private static string Whole(double number) => Math.Ceiling(number).ToString(CultureInfo.InvariantCulture);

    private static int BarChars(int columns) => columns switch
    {
        < 75 => 0,
        < 120 => 10,
        _ => 24,
    };

    /// <summary>A name's end tells more than its beginning: the tag stands there.</summary>
    private static string Cut(string text, int chars) => text.Length <= chars ? text : "…" + text[^(chars - 1)..];

    /// <summary>Half a word reads like another one.</summary>
    private static string CutAtWord(string text, int chars)
    {
        if (text.Length <= chars)
        {
            return text;
        }

        var blank = text.LastIndexOf(' ', chars);
        return text[..(blank > 0 ? blank : chars)].TrimEnd();
    }
}
