using System.Globalization;

namespace CmpPromoter.Commands;

/// <summary>How long ago something was, in one unit: <c>40 min</c>, <c>5 h</c>, <c>12 d</c>.</summary>
internal static class AgeText
{
    public static string Of(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "now", // Also for a clock that is ahead of ours.
        { TotalMinutes: < 100 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} d"),
    };
}
