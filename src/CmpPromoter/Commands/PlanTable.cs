using System.Globalization;
using System.Text;
using CmpPromoter.Oci;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>A plan as a table for a terminal: one line an image, then what each refused image needs.</summary>
internal static class PlanTable
{
    public static string Of(PromotionPlan plan, RegistryHost destination)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Destination {destination}\n\n");
        if (plan.Steps.IsEmpty)
        {
            return text.Append("The overlay names no image.\n").ToString();
        }

        var rows = plan.Steps.Select(step => (
            State: step.State.ToString().ToLowerInvariant(),
            Image: NameOf(step, destination),
            Digest: step.Digest?.Short ?? "-",
            Detail: DetailOf(step))).Prepend(("STATE", "IMAGE", "DIGEST", "DETAIL")).ToList();
        var (stateWidth, imageWidth, digestWidth) = (rows.Max(row => row.Item1.Length), rows.Max(row => row.Item2.Length), rows.Max(row => row.Item3.Length));
        foreach (var (state, image, digest, detail) in rows)
        {
            var line = $"{state.PadRight(stateWidth)}  {image.PadRight(imageWidth)}  {digest.PadRight(digestWidth)}  {detail}";
            text.Append(line.TrimEnd()).Append('\n');
        }

        foreach (var step in plan.Steps.Where(step => step.Note is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{NameOf(step, destination)} ({step.Uses[0].Resource}, {step.Uses[0].FieldPath}):\n  {step.Note}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{Summary(plan)}\n").ToString();
    }

    /// <summary><c>2 present, 1 missing, 0 refused, 1 foreign</c>.</summary>
    public static string Summary(PromotionPlan plan) => string.Join(", ", Enum.GetValues<StepState>()
        .Select(state => $"{plan.Count(state)} {state.ToString().ToLowerInvariant()}"));

    /// <summary>The reference without the destination's host, which every line would repeat.</summary>
    public static string NameOf(PlanStep step, RegistryHost destination) =>
        step.Reference.Registry == destination ? step.Reference.Name : step.Reference.ToString();

    private static string RepositoryOf(PlanStep step) => step switch
    {
        { IsRepositoryMadeByPush: true } => ", the push creates the repository",
        { CreatesRepository: true } => ", create the repository",
        _ => "",
    };

    private static string DetailOf(PlanStep step) => step switch
    {
        { State: StepState.Missing, Source: { } source } =>
            $"copy from {source.Registry.Host}/{source.Repository}{RepositoryOf(step)}",
        { State: StepState.Refused } => "see below",
        { SourceDigest: { } sourceDigest } => $"drift: the source has {sourceDigest.Short}",
        { State: StepState.Foreign } => "left alone",
        _ => "",
    };
}
