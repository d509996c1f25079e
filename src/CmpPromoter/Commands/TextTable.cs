using System.Text;

namespace CmpPromoter.Commands;

/// <summary>Rows of text in columns; where there is a width, cells fold so that no line is wider.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    private const int MinFoldedChars = 16;

    /// <param name="rows">The header first; all of the same length.</param>
    /// <param name="width">Of the terminal; absent where lines may be as long as they are.</param>
    /// <param name="folds">The columns that may fold, the first to give way first.</param>
    /// <param name="paint">Colors a cell of a column; its text is as wide as before.</param>
    public static string Of(
        ImmutableArray<ImmutableArray<string>> rows, int? width, ImmutableArray<int> folds, Func<int, string, string> paint)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        if (width is { } limit)
        {
            Narrow(widths, limit, folds);
        }

        var text = new StringBuilder();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => Fold(cell, widths[column])).ToList();
            for (var line = 0; line < cells.Max(cell => cell.Count); line++)
            {
                var parts = cells.Select((cell, column) =>
                {
                    var part = line < cell.Count ? cell[line] : "";
                    return paint(column, part) + new string(' ', widths[column] - part.Length);
                });
                text.Append(string.Join(Gap, parts).TrimEnd()).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Words on lines of at most so many characters; a word that is longer is cut.</summary>
    /// <param name="text">One line.</param>
    /// <param name="chars">At least 1.</param>
    public static IReadOnlyList<string> Fold(string text, int chars)
    {
        var lines = new List<string>();
        while (text.Length > chars)
        {
            // A path may break behind its separators, so that the next line goes on where a reader would.
            var cut = text.AsSpan(0, chars + 1).LastIndexOf(' ');
            cut = cut > 0 ? cut : text.AsSpan(0, chars).LastIndexOfAny('/', ':', '@') + 1;
            cut = cut > 0 ? cut : chars;
            lines.Add(text[..cut].TrimEnd());
            text = text[cut..].TrimStart();
        }

        lines.Add(text);
        return lines;
    }

    private static void Narrow(int[] widths, int limit, ImmutableArray<int> folds)
    {
        foreach (var column in folds)
        {
            var excess = widths.Sum() + (Gap.Length * (widths.Length - 1)) - limit;
            widths[column] = Math.Min(widths[column], Math.Max(MinFoldedChars, widths[column] - Math.Max(0, excess)));
        }
    }
}
