using System.Globalization;
using System.Text;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>A plan as Markdown, for a comment on a pull request: what would change is open, all else folded away.</summary>
/// <param name="destination">Is not repeated in every row.</param>
internal sealed class PlanMarkdown(RegistryHost destination)
{
    /// <summary>GitHub takes 65,536 characters, and nobody reads as many.</summary>
    private const int MaxRows = 100;

    public string Of(PromotionPlan plan)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### Promotion to `{destination}`\n\n{PlanTable.Summary(plan)}\n");
        if (plan.Steps.IsEmpty)
        {
            return text.Append("\nThe overlay names no image.\n").ToString();
        }

        var work = plan.Steps.Where(step => step.State is StepState.Missing or StepState.Refused).ToImmutableArray();
        if (!work.IsEmpty)
        {
            text.Append("\n| | image | size | built | digest | copied from |\n|---|---|--:|---|---|---|\n");
            Append(text, work, step => Row(
                Code(PlanTable.NameOf(step, destination)),
                step.Size is { } size ? ByteText.Of(size.Bytes) : "",
                step.CreatedAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                step.Digest is { } digest ? Code(digest.Short) : "",
                step.Source is { } source ? Code($"{source.Registry.Host}/{source.Repository}") : ""));
        }

        var notes = plan.Steps.Where(step => step.Note is not null).ToImmutableArray();
        if (!notes.IsEmpty)
        {
            text.Append('\n');
            foreach (var step in notes.Take(MaxRows))
            {
                text.Append(CultureInfo.InvariantCulture, $"- {Code(PlanTable.NameOf(step, destination))}: {Escape(step.Note!)}\n"); // Filtered.
            }
        }

        foreach (var sentence in plan.Unjudged)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n_{Escape(sentence)}_\n");
        }

        AppendRest(text, [.. plan.Steps.Except(work)]);
        AppendUses(text, plan, work);
        return text.ToString();
    }

    private void AppendRest(StringBuilder text, ImmutableArray<PlanStep> rest)
    {
        if (rest.IsEmpty)
        {
            return;
        }

        text.Append(CultureInfo.InvariantCulture, $"\n<details><summary>Nothing to do for {rest.Length} more</summary>\n\n| | image | digest |\n|---|---|---|\n");
        Append(text, rest, step => Row(
            Code(PlanTable.NameOf(step, destination)), step.Digest is { } digest ? Code(digest.Short) : ""));
        text.Append("\n</details>\n");
    }

    private void AppendUses(StringBuilder text, PromotionPlan plan, ImmutableArray<PlanStep> work)
    {
        if (work.IsEmpty)
        {
            return;
        }

        text.Append("\n<details><summary>Where they are named</summary>\n\n");
        foreach (var step in work.Take(MaxRows))
        {
            var use = step.Uses[0]; // A plan is of overlays.
            var overlay = plan.NamesSeveralOverlays ? $"{Escape(use.Overlay)}, " : "";
            var others = step.Uses.Length > 1 ? $" and {step.Uses.Length - 1} more" : "";
            text.Append(
                CultureInfo.InvariantCulture,
                $"- {Code(PlanTable.NameOf(step, destination))}: {overlay}{Escape(use.Resource.ToString())}, {Escape(use.FieldPath)}{others}\n");
        }

        text.Append("\n</details>\n");
    }

    private static void Append(StringBuilder text, ImmutableArray<PlanStep> steps, Func<PlanStep, string> row)
    {
        foreach (var step in steps.Take(MaxRows))
        {
            var drift = step.SourceDigest is null ? "" : ", drift";
            text.Append(CultureInfo.InvariantCulture, $"| {step.State.ToString().ToLowerInvariant()}{drift} {row(step)}\n");
        }

        if (steps.Length > MaxRows)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nand {steps.Length - MaxRows} more\n");
        }
    }

    private static string Row(params ReadOnlySpan<string> cells)
    {
        var row = new StringBuilder("| ");
        foreach (var cell in cells)
        {
            row.Append(cell).Append(" | ");
        }

        return row.ToString().TrimEnd();
    }

    /// <summary>References hold nothing that ends a code span or a cell.</summary>
    private static string Code(string reference) => $"`{reference}`";

    /// <summary>Others' text must stay text: no markup, no mention of people, no HTML, no link.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in SafeText.OneLine(text, 4 * SafeText.MaxForeignChars))
        {
            if (character is '<' or '>' or '&' or '@')
            {
                escaped.Append(CultureInfo.InvariantCulture, $"&#{(int)character};");
            }
            else if ("\\`*_[]|#~".Contains(character, StringComparison.Ordinal))
            {
                escaped.Append('\\').Append(character);
            }
            else
            {
                escaped.Append(character);
            }
        }

        // GitHub makes links of these where nobody wrote one.
        return escaped.Replace("://", "&#58;//").Replace("www.", "www&#46;").ToString();
    }
}
