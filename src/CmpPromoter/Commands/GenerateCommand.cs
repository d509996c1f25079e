using System.CommandLine;
using CmpPromoter.Emission;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>What Argo CD's plugin runs: the manifests on stdout once every image is at the destination, or nothing.</summary>
internal static class GenerateCommand
{
    public const string Name = "generate";

    public const string Examples = """
          cmp-promoter generate overlays/production
          cmp-promoter generate --config promotion.yaml overlays/production | kubectl diff -f -
        """;

    public static Command Create(CommandContext context)
    {
        var command = new Command(Name, "Render an overlay, promote the images it names, then print the manifests");
        var path = GlobalOptions.Path();
        command.Arguments.Add(path);
        command.SetAction((parse, cancellationToken) => RunAsync(context, parse, parse.GetRequiredValue(path), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parse, string directory, CancellationToken cancellationToken)
    {
        var summary = await GenerateAsync(context, parse, directory, cancellationToken);
        context.Terminal.Conclude(summary);
        return 0;
    }

    /// <summary>Everything is closed when it returns, so that nothing more is logged when the conclusion is drawn.</summary>
    private static async Task<string> GenerateAsync(
        CommandContext context, ParseResult parse, string directory, CancellationToken cancellationToken)
    {
        using var composition = context.Compose(parse);
        using var progress = context.FindProgress();
        var caller = context.Caller;
        var report = await composition.Pipeline.GenerateAsync(
            directory,
            new OverlayEmitter(context.Terminal.Output),
            caller,
            composition.Options.Copy.Budget,
            (IPromotionObserver?)progress ?? new SilentObserver(),
            cancellationToken);
        return ReportSummary.Of(report) + caller.ForWhom;
    }
}
