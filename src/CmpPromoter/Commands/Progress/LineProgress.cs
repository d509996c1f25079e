using System.Globalization;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands.Progress;

/// <summary>A line from time to time where nobody watches: a pipeline's log shows that a long copy is alive.</summary>
internal sealed class LineProgress(TextWriter log) : IProgressView
{
    public TimeSpan Period => TimeSpan.FromSeconds(15);

    public void Show(ProgressSnapshot snapshot)
    {
        string[] figures =
        [
            string.Create(CultureInfo.InvariantCulture, $"{snapshot.EndedImages} of {snapshot.PlannedImages} images"),
            ProgressLine.Bytes(snapshot.Total),
            ProgressLine.Rate(snapshot.Total),
            ProgressLine.Left(snapshot.Total),
        ];
        log.WriteLine($"cmp-promoter: info: {string.Join(", ", figures.Where(figure => figure.Length > 0))}");
    }

    public void ShowEnd(StepOutcome outcome)
    {
        // Logged by the promotion itself.
    }

    public void Clear()
    {
        // What has been written stays true: it was so at its time.
    }
}
