using System.Globalization;
using System.Text;
using CmpPromoter.Oci;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>A plan as Markdown, for a comment on a pull request.</summary>
internal static class PlanMarkdown
{
    public static string Of(PromotionPlan plan, RegistryHost destination)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### Promotion to `{destination}`\n\n{PlanTable.Summary(plan)}\n\n");
        if (plan.Steps.IsEmpty)
        {
            return text.Append("The overlay names no image.\n").ToString();
        }

        text.Append("| | image | digest | copied from |\n|---|---|---|---|\n");
        foreach (var step in plan.Steps)
        {
            var source = step.Source is { } found ? $"`{found.Registry.Host}/{found.Repository}`" : "";
            var digest = step.Digest is { } known ? $"`{known.Short}`" : "";
            var drift = step.SourceDigest is null ? "" : ", drift";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {step.State.ToString().ToLowerInvariant()}{drift} | `{PlanTable.NameOf(step, destination)}` | {digest} | {source} |\n");
        }

        foreach (var step in plan.Steps.Where(step => step.Note is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n- `{PlanTable.NameOf(step, destination)}`: {Escape(step.Note!)}"); // Filtered.
        }

        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>A registry's sentence must stay text: no markup, no mention of people, no HTML.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in text)
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

        return escaped.ToString();
    }
}
