using System.Globalization;
using System.Text;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>A plan as a table for a terminal: one row an image, then what each refused image needs.</summary>
/// <param name="destination">Is not repeated in every row.</param>
/// <param name="width">Of the terminal; absent where nobody looks at one.</param>
/// <param name="hasColor">States are colored.</param>
/// <param name="now">Ages are counted from here.</param>
internal sealed class PlanTable(RegistryHost destination, int? width, bool hasColor, DateTimeOffset now)
{
    /// <summary>Narrower terminals have no room for digests, which the JSON has in full.</summary>
    private const int DigestColumns = 110;

    private const int ImageColumn = 1;

    public string Of(PromotionPlan plan)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Destination {destination}\n\n");
        if (plan.Steps.IsEmpty)
        {
            return text.Append("The overlay names no image.\n").ToString();
        }

        // A column without a figure would only take the room of others.
        bool[] isShown =
        [
            true,
            true,
            plan.Steps.Any(step => step.Size is not null),
            plan.Steps.Any(step => step.CreatedAt is not null),
            width is null or >= DigestColumns,
            true,
        ];
        ImmutableArray<ImmutableArray<string>> rows =
        [
            .. plan.Steps.Select(Row).Prepend(["STATE", "IMAGE", "SIZE", "AGE", "DIGEST", "DETAIL"])
                .Select(row => row.Where((_, column) => isShown[column]).ToImmutableArray()),
        ];
        text.Append(TextTable.Of(rows, width, [rows[0].Length - 1, ImageColumn], Paint));
        foreach (var step in plan.Steps.Where(step => step.Note is not null))
        {
            text.Append('\n').Append(Note(plan, step));
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{Summary(plan)}\n");
        foreach (var sentence in plan.Unjudged)
        {
            text.Append(string.Concat(Folded(sentence, indent: 0)));
        }

        return text.ToString();
    }

    /// <summary><c>2 present, 1 missing, 0 refused, 1 foreign; at most 12.3 MiB to send</c>.</summary>
    public static string Summary(PromotionPlan plan)
    {
        var counts = string.Join(", ", Enum.GetValues<StepState>()
            .Select(state => $"{plan.Count(state)} {state.ToString().ToLowerInvariant()}"));
        return plan is { HasWork: true, SendBytes: { } bytes } ? $"{counts}; at most {ByteText.Of(bytes)} to send" : counts;
    }

    /// <summary>The reference without the destination's host, which every line would repeat.</summary>
    public static string NameOf(PlanStep step, RegistryHost destination) =>
        step.Reference.Registry == destination ? step.Reference.Name : step.Reference.ToString();

    private static string RepositoryOf(PlanStep step) => step switch
    {
        { IsRepositoryMadeByPush: true } => ", the push creates the repository",
        { CreatesRepository: true } => ", create the repository",
        _ => "",
    };

    private ImmutableArray<string> Row(PlanStep step) =>
    [
        step.State.ToString().ToLowerInvariant(),
        NameOf(step, destination),
        step.Size is { } size ? ByteText.Of(size.Bytes) : "-",
        step.CreatedAt is { } created ? AgeText.Of(now - created) : "-",
        step.Digest?.Short ?? "-",
        DetailOf(step),
    ];

    private static string DetailOf(PlanStep step) => step switch
    {
        { State: StepState.Missing, Source: { } source } =>
            $"copy from {source.Registry.Host}/{source.Repository}{RepositoryOf(step)}"
            + (step.Size is { HeldBytes: > 0 and var held } ? $", {ByteText.Of(held)} are there" : ""),
        { State: StepState.Refused } => "see below",
        { SourceDigest: { } sourceDigest } => $"drift: the source has {sourceDigest.Short}",
        { State: StepState.Foreign } => "left alone",
        _ => "",
    };

    private string Note(PromotionPlan plan, PlanStep step)
    {
        var use = step.Uses[0]; // A plan is of overlays.
        var overlay = plan.NamesSeveralOverlays ? $"{SafeText.OneLine(use.Overlay)}: " : "";
        return $"{NameOf(step, destination)} ({overlay}{use.Resource}, {use.FieldPath}):\n"
            + string.Concat(Folded(step.Note!, indent: 2)); // Filtered.
    }

    private IEnumerable<string> Folded(string sentence, int indent) =>
        (width is { } chars ? TextTable.Fold(sentence, chars - indent - 1) : [sentence]).Select(line => $"{new string(' ', indent)}{line}\n");

    private string Paint(int column, string text) => (hasColor && column == 0, text) switch
    {
        (true, "missing") => $"\u001b[33m{text}\u001b[0m",
        (true, "refused") => $"\u001b[31m{text}\u001b[0m",
        (true, "present") => $"\u001b[32m{text}\u001b[0m",
        (true, "foreign") => $"\u001b[2m{text}\u001b[0m",
        _ => text,
    };
}
