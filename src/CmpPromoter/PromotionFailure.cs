using System.Globalization;
using System.Text;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;

namespace CmpPromoter;

/// <summary>What the user reads in Argo CD when images keep a render from succeeding: the conclusion, each image, the cure.</summary>
/// <remarks>Argo CD shows all of stderr as the application's condition and stores it in the application's status.</remarks>
internal static class PromotionFailure
{
    /// <summary>Ample for a dozen images; Argo CD puts the text into a Kubernetes object.</summary>
    public const int MaxChars = 4000;

    /// <exception cref="PromoterException">A required image is not at the destination.</exception>
    public static void ThrowUnlessComplete(PromotionReport report, Caller caller, TimeSpan budget)
    {
        if (!report.IsComplete)
        {
            throw Of(report, caller, budget);
        }
    }

    public static PromoterException OutOfTime(Caller caller, TimeSpan budget) => new(
        FailureKind.Budget,
        string.Create(
            CultureInfo.InvariantCulture,
            $"the time budget of {budget.TotalSeconds:0.#} s was over before the images were looked up{caller.ForWhom}; no manifest was emitted. ")
        + "Refresh to try again; if it stays so, look at how long kustomize takes (remote bases) and whether the registries answer");

    private static PromoterException Of(PromotionReport report, Caller caller, TimeSpan budget)
    {
        var fatal = report.Outcomes.Where(outcome => outcome.IsFatal).ToImmutableArray();
        var ours = report.Outcomes.Count(outcome => outcome.Step.State is not StepState.Foreign);

        // What a person must mend outweighs what another attempt may mend: image before registry before time.
        var kind = fatal.Min(outcome => outcome.Failure!.Value); // A fatal outcome has its failure.
        var continued = ContinuedCopies.Describe(report);
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{(kind is FailureKind.Budget && continued is not null ? continued : $"{fatal.Length} of {ours} images not promoted")}{caller.ForWhom}; no manifest was emitted");
        foreach (var outcome in fatal)
        {
            var use = outcome.Step.Uses[0];
            var others = outcome.Step.Uses.Length > 1 ? $" and {outcome.Step.Uses.Length - 1} more" : "";
            var line = $"\n- {outcome.Step.Reference} ({use.Resource}, {use.FieldPath}{others}): {outcome.Reason}";
            if (text.Length + line.Length > MaxChars)
            {
                text.Append("\n- …and more: run 'cmp-promoter plan' on the overlay");
                break;
            }

            text.Append(line);
        }

        if (kind is FailureKind.Budget && continued is null)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nThe time budget is {budget.TotalSeconds:0.#} s (copy.budget). ")
                .Append("Refresh to go on from there; for large images raise copy.budget together with Argo CD's repo-server timeouts");
        }

        return new PromoterException(kind, text.ToString());
    }
}
