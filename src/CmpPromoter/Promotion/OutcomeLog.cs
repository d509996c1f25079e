using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Promotion;

/// <summary>Tells the log what somebody should look at though the render goes on.</summary>
internal static partial class OutcomeLog
{
    public static void Write(ILogger logger, PromotionReport report)
    {
        foreach (var outcome in report.Outcomes)
        {
            Write(logger, outcome);
        }
    }

    private static void Write(ILogger logger, StepOutcome outcome)
    {
        var step = outcome.Step;
        if (outcome is { Failure: not null, IsFatal: false })
        {
            Log.SweptImageNotPromoted(logger, step.Reference, step.Uses[0].Resource, step.Uses[0].FieldPath, outcome.Reason ?? "");
        }
        else if (step is { State: StepState.Missing or StepState.Present, Note: { } note })
        {
            Log.Noted(logger, step.Reference, note);
        }

        foreach (var warning in outcome.Warnings)
        {
            Log.Noted(logger, step.Reference, warning);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(503, LogLevel.Warning, "{Reference} looks like an image ({Resource}, {FieldPath}) and was not promoted: {Reason}")]
        public static partial void SweptImageNotPromoted(
            ILogger logger, ImageReference reference, ResourceIdentity resource, string fieldPath, string reason);

        [LoggerMessage(504, LogLevel.Warning, "{Reference}: {Note}")]
        public static partial void Noted(ILogger logger, ImageReference reference, string note);
    }
}
