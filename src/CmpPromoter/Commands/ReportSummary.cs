using System.Globalization;
using CmpPromoter.Diagnostics;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>A promotion that has succeeded, in one line.</summary>
internal static class ReportSummary
{
    /// <summary><c>5 images: 3 present, 1 promoted (12.3 MiB in 1.2 s), 1 foreign</c>.</summary>
    public static string Of(PromotionReport report)
    {
        var promoted = report.Count(StepState.Missing);
        var parts = new List<string> { $"{report.Count(StepState.Present)} present" };
        if (promoted > 0)
        {
            parts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{promoted} promoted ({ByteText.Of(report.MovedBytes)} in {report.Duration.TotalSeconds:0.0} s)"));
        }

        // Only swept ones come this far; each has had its warning.
        if (report.Outcomes.Count(outcome => outcome.Failure is not null) is var failed and > 0)
        {
            parts.Add($"{failed} not promoted");
        }

        if (report.Count(StepState.Foreign) is var foreign and > 0)
        {
            parts.Add($"{foreign} foreign");
        }

        var images = report.Outcomes.Length == 1 ? "1 image" : $"{report.Outcomes.Length} images";
        return $"{images}: {string.Join(", ", parts)}";
    }
}
