using System.CommandLine;

namespace CmpPromoter.Commands;

/// <summary>For pipelines and people: the images of one or more overlays at the destination, and no manifest anywhere.</summary>
internal static class PromoteCommand
{
    public const string Name = "promote";

    public const string Examples = """
          cmp-promoter promote overlays/production
          cmp-promoter promote overlays/*/production --report promotion.json --timeout 30m
        """;

    public static Command Create(CommandContext context)
    {
        var command = new Command(Name, "Promote the images of overlays, for a pipeline; prints no manifest");
        var paths = GlobalOptions.Paths();
        var report = GlobalOptions.Report();
        var timeout = GlobalOptions.Timeout();
        var caller = new CallerOptions();
        command.Arguments.Add(paths);
        command.Options.Add(report);
        command.Options.Add(timeout);
        caller.AddTo(command);
        command.SetAction((parse, cancellationToken) => RunAsync(
            caller.Apply(context, parse),
            parse,
            new Request([.. parse.GetRequiredValue(paths)], parse.GetValue(report), parse.GetValue(timeout)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult parse, Request request, CancellationToken cancellationToken)
    {
        var run = new ReportedRun(context, request.ReportPath);
        using var composition = context.Compose(parse);
        var caller = context.Caller;
        var length = request.Timeout ?? Timeout.InfiniteTimeSpan;
        var report = await run.RunAsync(caller, request.Directories, async record =>
        {
            var promoted = await composition.Promotion.PromoteAsync(request.Directories, caller, length, record, cancellationToken);
            record.Know(promoted);
            PromotionFailure.ThrowUnlessComplete(promoted, caller, length, Consequence.OfPromote);
            return promoted;
        });
        await context.Terminal.Error.WriteLineAsync($"cmp-promoter: {ReportSummary.Of(report)}{caller.ForWhom}");
        return 0;
    }

    private sealed record Request(ImmutableArray<string> Directories, string? ReportPath, TimeSpan? Timeout);
}
