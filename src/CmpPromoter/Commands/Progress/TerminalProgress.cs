using System.Globalization;
using CmpPromoter.Diagnostics;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands.Progress;

/// <summary>
/// Lines at the bottom of an interactive stderr: one for each of the copies that move, one for all together. What has ended
/// scrolls above them.
/// </summary>
internal sealed class TerminalProgress(Terminal terminal, StatusWriter status) : IProgressView
{
    /// <summary>Leaves the larger part of a small terminal to what is said above.</summary>
    private const int MaxCopiesShown = 6;

    public TimeSpan Period => TimeSpan.FromMilliseconds(100);

    public void Show(ProgressSnapshot snapshot)
    {
        var columns = terminal.Columns;
        var shown = snapshot.Running.OrderByDescending(copy => copy.MovedBytes > 0).Take(MaxCopiesShown).ToList();
        var total = snapshot.Total with
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{snapshot.EndedImages} of {snapshot.PlannedImages} images"),
        };
        var rows = snapshot.PlannedImages > 1 ? shown.Append(total).ToList() : shown;
        var nameChars = ProgressLine.NameChars(rows, columns);
        status.Show([.. rows.Select(row => ProgressLine.Of(row, nameChars, columns))]);
    }

    public void ShowEnd(StepOutcome outcome)
    {
        var line = outcome.Copied is { } copied
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Colored("✓", 32)} {outcome.Step.Reference.Name}  {ByteText.Of(copied.MovedBytes)} in {copied.Duration.TotalSeconds:0.0} s")
            : $"{Colored("✗", 31)} {outcome.Step.Reference.Name}  failed";
        status.WriteLine(line);
    }

    public void Clear() => status.Show([]);

    private string Colored(string text, int color) => terminal.AllowsColor
        ? string.Create(CultureInfo.InvariantCulture, $"\u001b[{color}m{text}\u001b[0m")
        : text;
}
