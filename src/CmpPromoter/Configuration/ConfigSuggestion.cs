namespace CmpPromoter.Configuration;

/// <summary>Guesses which of the valid words a mistyped one was meant to be.</summary>
internal static class ConfigSuggestion
{
    /// <returns>The nearest valid word, or <c>null</c> when none is near enough to be worth a guess.</returns>
    public static string? Find(string given, IEnumerable<string> valid) =>
        given.Length > 64 // No valid word is near that, and the distance is quadratic.
            ? null
            : valid
                .Select(word => (Word: word, Distance: Distance(given.ToLowerInvariant(), word.ToLowerInvariant())))
                .Where(guess => guess.Distance <= Math.Max(1, guess.Word.Length / 3))
                .OrderBy(guess => guess.Distance)
                .Select(guess => guess.Word)
                .FirstOrDefault();

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1][];
        for (var i = 0; i <= left.Length; i++)
        {
            rows[i] = new int[right.Length + 1];
            rows[i][0] = i;
        }

        for (var j = 0; j <= right.Length; j++)
        {
            rows[0][j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = rows[i - 1][j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                rows[i][j] = Math.Min(replaced, 1 + Math.Min(rows[i - 1][j], rows[i][j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    rows[i][j] = Math.Min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }

        return rows[left.Length][right.Length];
    }
}
