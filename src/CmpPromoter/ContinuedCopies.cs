using System.Globalization;
using CmpPromoter.Diagnostics;
using CmpPromoter.Promotion;

namespace CmpPromoter;

/// <summary>What goes on after a render's time was over, in one sentence; nothing goes on where the render itself copies.</summary>
internal static class ContinuedCopies
{
    /// <returns>
    /// <c>2 of 3 images ready, 1.9 of 2.4 GiB, about 14 s to go; the copy continues; the next refresh picks it up</c>; absent
    /// when nothing continues.
    /// </returns>
    public static string? Describe(PromotionReport report)
    {
        var underWay = report.Outcomes.Select(outcome => outcome.UnderWay).OfType<Copying.CopyProgress>().ToList();
        if (underWay.Count == 0)
        {
            return null;
        }

        var ours = report.Outcomes.Where(outcome => outcome.Step.State is not StepState.Foreign).ToList();
        var ready = ours.Count(outcome => outcome.Failure is null);
        var moved = report.MovedBytes + underWay.Sum(copy => copy.MovedBytes);
        var planned = report.MovedBytes + underWay.Sum(copy => copy.PlannedBytes);
        var rate = underWay.Sum(copy => copy.BytesPerSecond);
        var left = Math.Max(0, planned - moved);
        var toGo = rate >= 1 && planned > 0
            ? string.Create(CultureInfo.InvariantCulture, $", about {Math.Ceiling(left / rate):0} s to go")
            : "";
        return $"{ready} of {ours.Count} images ready, {ByteText.Share(moved, planned)}{toGo}; "
            + "the copy continues; the next refresh picks it up";
    }
}
