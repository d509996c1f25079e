using System.Globalization;
using System.Text.RegularExpressions;

namespace CmpPromoter.Configuration;

/// <summary>Durations as Go writes them: <c>45s</c>, <c>1m30s</c>, <c>500ms</c>; from 1 ms to 24 h.</summary>
internal static partial class ConfigDuration
{
    /// <returns>What is wrong and what is valid; <c>null</c> for a good duration.</returns>
    public static string? Refuse(string text) => Find(text) is null
        ? "write a duration between 1ms and 24h with its units, such as 45s, 2m, 1m30s or 500ms"
        : null;

    /// <returns><c>null</c> when the text is no duration of the allowed length.</returns>
    public static TimeSpan? Find(string text)
    {
        var match = Grammar().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var duration = TimeSpan.FromHours(Number(match, "h")) + TimeSpan.FromMinutes(Number(match, "m"))
            + TimeSpan.FromSeconds(Number(match, "s")) + TimeSpan.FromMilliseconds(Number(match, "ms"));
        return duration > TimeSpan.Zero && duration <= TimeSpan.FromHours(24) ? duration : null;
    }

    private static int Number(Match match, string unit) => match.Groups[unit].Success
        ? int.Parse(match.Groups[unit].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
        : 0;

    // Eight digits: enough for 24 h in milliseconds, too few to overflow a TimeSpan in hours.
    [GeneratedRegex(
        @"\A(?:(?<h>[0-9]{1,8})h)?(?:(?<m>[0-9]{1,8})m)?(?:(?<s>[0-9]{1,8})s)?(?:(?<ms>[0-9]{1,8})ms)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
