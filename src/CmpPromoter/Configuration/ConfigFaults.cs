using System.Text.RegularExpressions;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Configuration;

/// <summary>Collects all that is wrong with one file, so that the administrator hears it at once.</summary>
internal sealed partial class ConfigFaults(string sourceName)
{
    // More would not be read, and a megabyte of unknown keys must not become a megabyte of message.
    private const int MaxShown = 40;

    private const int MaxShownChars = 120;

    private readonly List<(ConfigPlace Place, string Text)> faults = [];

    /// <param name="place">Where the fault stands.</param>
    /// <param name="key">The keys from the top, such as <c>sources[0].registry</c>; empty for the file itself.</param>
    /// <param name="message">The value given and what is valid.</param>
    public void Add(ConfigPlace place, string key, string message) =>
        faults.Add((place, key.Length == 0 ? message : $"{SafeText.OneLine(key, MaxShownChars)}: {message}"));

    /// <summary>A value as a message may hold it: short, on one line, without a URL's user and password.</summary>
    public static string Show(string value) =>
        $"'{SafeText.OneLine(UserInfo().Replace(value, "//…@"), MaxShownChars)}'";

    /// <exception cref="PromoterException">There is a fault; the message lists all in the file's order.</exception>
    public void ThrowIfAny()
    {
        if (faults.Count == 0)
        {
            return;
        }

        var lines = faults
            .OrderBy(fault => fault.Place)
            .Select(fault => $"{sourceName}:{fault.Place.Line}:{fault.Place.Column}: {fault.Text}")
            .Take(MaxShown);
        var count = faults.Count == 1 ? "1 fault" : $"{faults.Count} faults";
        var rest = faults.Count > MaxShown ? $"\nand {faults.Count - MaxShown} more" : "";
        throw new PromoterException(
            FailureKind.Usage,
            $"The configuration {sourceName} has {count}:\n{string.Join('\n', lines)}{rest}");
    }

    [GeneratedRegex("//[^/@]*@", RegexOptions.NonBacktracking)]
    private static partial Regex UserInfo();
}
