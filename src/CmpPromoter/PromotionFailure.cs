using System.Globalization;
using System.Text;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;

namespace CmpPromoter;

/// <summary>What the user reads when images keep a render or a promotion from succeeding: the conclusion, each image, the cure.</summary>
/// <remarks>Argo CD shows all of stderr as the application's condition and stores it in the application's status.</remarks>
internal static class PromotionFailure
{
    /// <summary>Ample for a dozen images; Argo CD puts the text into a Kubernetes object.</summary>
    public const int MaxBytes = 3900;

    /// <summary>The longest sentences of ECR stay below this, and no single image takes the room of all others.</summary>
    private const int MaxReasonChars = 800;

    /// <exception cref="PromoterException">A required image is not at the destination.</exception>
    public static void ThrowUnlessComplete(
        PromotionReport report, Caller caller, TimeSpan budget, Consequence consequence)
    {
        if (!report.IsComplete)
        {
            throw Of(report, caller, budget, consequence);
        }
    }

    /// <param name="caller">For whom.</param>
    /// <param name="budget">How long it was.</param>
    /// <param name="consequence">What that means.</param>
    /// <param name="ended">What the end of the budget cut short.</param>
    public static PromoterException OutOfTime(
        Caller caller, TimeSpan budget, Consequence consequence, OperationCanceledException? ended = null) => new(
        FailureKind.Budget,
        string.Create(
            CultureInfo.InvariantCulture,
            $"the time budget of {budget.TotalSeconds:0.#} s was over before the images were looked up{caller.ForWhom}; {consequence.Meaning}. ")
        + $"{consequence.TryAgain}; if it stays so, look at how long kustomize takes (remote bases) and whether the registries answer"
        + CutShortException.Tail(ended))
        {
            IsConclusion = true,
        };

    private static PromoterException Of(
        PromotionReport report, Caller caller, TimeSpan budget, Consequence consequence)
    {
        var fatal = report.Outcomes.Where(outcome => outcome.IsFatal).ToImmutableArray();
        var ours = report.Outcomes.Count(outcome => outcome.Step.State is not StepState.Foreign);

        // What a person must mend outweighs what another attempt may mend: image before registry before time.
        var kind = fatal.Min(outcome => outcome.Failure!.Value); // A fatal outcome has its failure.
        var continued = ContinuedCopies.Describe(report);
        var text = new StringBuilder();
        var conclusion = kind is FailureKind.Budget && continued is not null ? continued : $"{fatal.Length} of {ours} images not promoted";
        text.Append(CultureInfo.InvariantCulture, $"{conclusion}{caller.ForWhom}; {consequence.Meaning}");
        var namesOverlay = report.Outcomes.SelectMany(outcome => outcome.Step.Uses).DistinctBy(use => use.Overlay).Skip(1).Any();
        var cure = kind is FailureKind.Budget && continued is not null ? "" : "\n" + CureOf(kind, budget, consequence);
        var lines = fatal.Select(outcome => LineOf(outcome, namesOverlay)).ToImmutableArray();
        var shown = HowManyFit(lines, MaxBytes - Encoding.UTF8.GetByteCount(text.ToString() + cure + RestOf(lines.Length)));
        text.AppendJoin("", lines[..shown]);
        text.Append(shown < lines.Length ? RestOf(lines.Length - shown) : "").Append(cure);
        return new PromoterException(kind, text.ToString()) { IsConclusion = true };
    }

    private static string LineOf(StepOutcome outcome, bool namesOverlay)
    {
        var use = outcome.Step.Uses[0];
        var others = outcome.Step.Uses.Length > 1 ? $" and {outcome.Step.Uses.Length - 1} more" : "";
        var overlay = namesOverlay ? $"{SafeText.OneLine(use.Overlay)}: " : "";
        var reason = SafeText.OneLine(outcome.Reason ?? "", MaxReasonChars);
        return $"\n- {outcome.Step.Reference} ({overlay}{use.Resource}, {use.FieldPath}{others}): {reason}";
    }

    private static string RestOf(int images) => string.Create(
        CultureInfo.InvariantCulture, $"\n- … and {images} more images: 'cmp-promoter plan' on the overlay names them");

    private static int HowManyFit(ImmutableArray<string> lines, int bytes)
    {
        var fit = 0;
        while (fit < lines.Length && (bytes -= Encoding.UTF8.GetByteCount(lines[fit])) >= 0)
        {
            fit++;
        }

        return fit;
    }

    private static string CureOf(FailureKind kind, TimeSpan budget, Consequence consequence) => kind switch
    {
        FailureKind.Budget => string.Create(
            CultureInfo.InvariantCulture, $"The time budget is {budget.TotalSeconds:0.#} s ({consequence.BudgetName}). {consequence.GoOn}"),
        FailureKind.Image => $"{consequence.TryAgain} once that is mended; what was promoted is kept",
        _ => $"{consequence.TryAgain}; what was promoted is kept",
    };
}
