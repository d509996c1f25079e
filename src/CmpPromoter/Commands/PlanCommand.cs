using System.CommandLine;
using System.CommandLine.Parsing;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>Shows what a merge would copy, and copies nothing.</summary>
internal static class PlanCommand
{
    public const string Examples = """
          cmp-promoter plan overlays/production
          cmp-promoter plan overlays/production -o markdown --exit-code
        """;

    /// <summary>Apart from every failure's code, so that a script can tell work from trouble.</summary>
    private const int WorkFound = 10;

    public static Command Create(CommandContext context)
    {
        var command = new Command("plan", "Show what generate would copy; copies nothing");
        var path = GlobalOptions.Path();
        var format = new Option<PlanFormat>("--output", "-o")
        {
            Description = "table, json or markdown",
            HelpName = "FORMAT",
            CustomParser = ParseFormat,
        };
        var exitCode = new Option<bool>("--exit-code") { Description = $"Exit {WorkFound} when something would be copied" };
        command.Arguments.Add(path);
        command.Options.Add(format);
        command.Options.Add(exitCode);
        command.SetAction((parse, cancellationToken) => RunAsync(
            context, parse, parse.GetRequiredValue(path), parse.GetValue(format), parse.GetValue(exitCode), cancellationToken));
        return command;
    }

    /// <summary>The library's own parser answers a mistake with the name of a type.</summary>
    private static PlanFormat ParseFormat(ArgumentResult result)
    {
        switch (result.Tokens[0].Value)
        {
            case "table":
                return PlanFormat.Table;
            case "json":
                return PlanFormat.Json;
            case "markdown":
                return PlanFormat.Markdown;
            case var other:
                result.AddError($"Unknown format '{other}'; write table, json or markdown.");
                return default;
        }
    }

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult parse, string directory, PlanFormat format, bool signalsWork, CancellationToken cancellationToken)
    {
        using var composition = context.Compose(parse);
        var plan = await composition.Pipeline.PlanAsync(directory, cancellationToken);
        var destination = composition.Options.Destination.Host;
        await context.Terminal.WriteOutputAsync(
            format switch
            {
                PlanFormat.Json => PlanDocument.Of(plan).ToJson() + "\n",
                PlanFormat.Markdown => PlanMarkdown.Of(plan, destination),
                _ => PlanTable.Of(plan, destination),
            },
            cancellationToken);

        // What a merge would run into is worth a red check, whether or not --exit-code asks for more.
        var failures = plan.Steps.Where(step => step is { State: StepState.Refused, IsRequired: true }).ToList();
        return failures.Count > 0
            ? failures.Min(step => (int)step.Failure!.Value) // A refused step has its failure.
            : signalsWork && plan.HasWork ? WorkFound : 0;
    }
}

/// <summary>How a plan is printed.</summary>
internal enum PlanFormat
{
    Table,
    Json,
    Markdown,
}
