using System.Globalization;
using System.Text;
using CmpPromoter.DaemonApi;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Commands;

/// <summary>The daemon's status for a terminal: one line about it, then what is under way, then what ended.</summary>
internal static class StatusTable
{
    public static string Of(StatusDocument status)
    {
        var text = new StringBuilder();
        var state = status.Stopping ? "stopping" : "serving";
        text.Append(
            CultureInfo.InvariantCulture,
            $"{SafeText.OneLine(status.Version, 64)}, {state} for {Span(status.Time - status.Started)}; renders waiting: {status.Renders}; ");
        text.Append(
            CultureInfo.InvariantCulture,
            $"layers at a time: {status.Limits.Concurrency}\nconfiguration {Safe(status.Configuration.Path)} of {status.Configuration.Loaded:u}\n");
        if (status.Configuration.Refusal is { } refusal)
        {
            text.Append(CultureInfo.InvariantCulture, $"the file as it is now is not taken: {Safe(refusal)}\n");
        }

        AppendCopies(text, status);
        AppendEnded(text, status);
        return text.ToString();
    }

    private static void AppendCopies(StringBuilder text, StatusDocument status)
    {
        if (status.Copies.IsDefaultOrEmpty)
        {
            text.Append("\nNothing is being copied.\n");
            return;
        }

        Append(text, status.Copies.Select(copy => (string[])
            [
                Safe(copy.Destination),
                copy.PlannedBytes == 0 ? "-" : ByteText.Share(copy.MovedBytes, copy.PlannedBytes),
                copy.PlannedBytes == 0 ? "-" : $"{Math.Clamp((double)copy.MovedBytes / copy.PlannedBytes, 0, 1):P0}",
                Span(status.Time - copy.Started),
                Safe(copy.Application),
            ]).Prepend(["COPYING", "MOVED", "", "FOR", "APPLICATION"]));
    }

    private static void AppendEnded(StringBuilder text, StatusDocument status)
    {
        if (status.Ended.IsDefaultOrEmpty)
        {
            return;
        }

        Append(text, status.Ended.Select(copy => (string[])
            [
                Safe(copy.Destination),
                Safe(copy.Result),
                ByteText.Of(copy.Bytes),
                Span(TimeSpan.FromSeconds(copy.DurationSeconds)),
                $"{Span(status.Time - copy.Time)} ago",
                Safe(copy.Application),
            ]).Prepend(["ENDED", "RESULT", "SENT", "TOOK", "WHEN", "APPLICATION"]));
    }

    private static void Append(StringBuilder text, IEnumerable<string[]> table)
    {
        var rows = table.ToList();
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        text.Append('\n');
        foreach (var row in rows)
        {
            text.AppendJoin("  ", row.Select((cell, column) => cell.PadRight(widths[column])));
            while (text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }
    }

    private static string Safe(string text) => text.Length == 0 ? "-" : SafeText.OneLine(text, 256);

    private static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.TotalSeconds):0.0} s"),
        { TotalHours: < 1 } => $"{span.Minutes} m {span.Seconds} s",
        _ => $"{(int)span.TotalHours} h {span.Minutes} m",
    };
}
