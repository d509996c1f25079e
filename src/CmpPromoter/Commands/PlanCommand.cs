using System.CommandLine;
using CmpPromoter.Oci;
using CmpPromoter.Policy;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>Shows what a merge would copy, and copies nothing.</summary>
internal static class PlanCommand
{
    public const string Examples = """
          cmp-promoter plan overlays/production
          cmp-promoter plan overlays/production -o markdown --exit-code
          cmp-promoter plan overlays/*/production --project payments --verify-source
        """;

    /// <summary>Apart from every failure's code, so that a script can tell work from trouble.</summary>
    private const int WorkFound = 10;

    public static Command Create(CommandContext context)
    {
        var command = new Command("plan", "Show what generate would copy; copies nothing");
        var paths = GlobalOptions.Paths();
        var format = Choice.Output(
            ("table", PlanFormat.Table), ("json", PlanFormat.Json), ("markdown", PlanFormat.Markdown));
        var exitCode = new Option<bool>("--exit-code") { Description = $"Exit {WorkFound} when something would be copied" };
        var verifySource = new Option<bool>("--verify-source")
        {
            Description = "Compare the tags of present images with their source's and report what differs",
        };
        var caller = new CallerOptions();
        command.Arguments.Add(paths);
        command.Options.Add(format);
        command.Options.Add(exitCode);
        command.Options.Add(verifySource);
        caller.AddTo(command);
        command.SetAction((parse, cancellationToken) => RunAsync(
            caller.Apply(context, parse),
            parse,
            new Request(
                [.. parse.GetRequiredValue(paths)], parse.GetValue(format), parse.GetValue(exitCode), parse.GetValue(verifySource)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult parse, Request request, CancellationToken cancellationToken)
    {
        ImmutableArray<string> unjudged = [];
        using var composition = context.Compose(parse, policy =>
        {
            var inSight = PolicyInSight.Of(policy, context.Caller);
            unjudged = inSight.Unjudged;
            return inSight.Rules;
        });
        var uses = await composition.Images.FindAsync(request.Directories, cancellationToken);
        var plan = await composition.Planner.PlanAsync(uses, context.Caller, cancellationToken);
        plan = await composition.Measurer.MeasureAsync(plan with { Unjudged = unjudged }, cancellationToken);
        if (request.VerifiesSource)
        {
            plan = await composition.Drift.CompareAsync(plan, cancellationToken);
        }

        await context.Terminal.WriteOutputAsync(
            Text(context, plan, request.Format, composition.Options.Destination.Host), cancellationToken);

        // What a merge would run into is worth a red check, whether or not --exit-code asks for more.
        var failures = plan.Steps.Where(step => step is { State: StepState.Refused, IsRequired: true }).ToList();
        return failures.Count > 0
            ? failures.Min(step => (int)step.Failure!.Value) // A refused step has its failure.
            : request.SignalsWork && plan.HasWork ? WorkFound : 0;
    }

    private static string Text(CommandContext context, PromotionPlan plan, PlanFormat format, RegistryHost destination)
    {
        var terminal = context.Terminal;
        return format switch
        {
            PlanFormat.Json => PlanDocument.Of(plan).ToJson() + "\n",
            PlanFormat.Markdown => new PlanMarkdown(destination).Of(plan),
            _ => new PlanTable(
                destination,
                terminal.IsOutputInteractive ? terminal.Columns : null,
                terminal.IsOutputInteractive && terminal.AllowsColor,
                context.Time.GetUtcNow()).Of(plan),
        };
    }

    private sealed record Request(ImmutableArray<string> Directories, PlanFormat Format, bool SignalsWork, bool VerifiesSource);
}

/// <summary>How a plan is printed.</summary>
internal enum PlanFormat
{
    Table,
    Json,
    Markdown,
}
