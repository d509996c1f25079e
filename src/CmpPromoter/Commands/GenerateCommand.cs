using System.CommandLine;
using System.Globalization;
using CmpPromoter.Diagnostics;
using CmpPromoter.Emission;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>What Argo CD's plugin runs: the manifests on stdout once every image is at the destination, or nothing.</summary>
internal static class GenerateCommand
{
    public const string Examples = """
          cmp-promoter generate overlays/production
          cmp-promoter generate --config promotion.yaml overlays/production | kubectl diff -f -
        """;

    public static Command Create(CommandContext context)
    {
        var command = new Command("generate", "Render an overlay, promote the images it names, then print the manifests");
        var path = GlobalOptions.Path();
        command.Arguments.Add(path);
        command.SetAction((parse, cancellationToken) => RunAsync(context, parse, parse.GetRequiredValue(path), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parse, string directory, CancellationToken cancellationToken)
    {
        var summary = await GenerateAsync(context, parse, directory, cancellationToken);
        await context.Terminal.Error.WriteLineAsync($"cmp-promoter: {summary}");
        return 0;
    }

    /// <summary>Everything is closed when it returns, so that what it logged stands above what is said about it.</summary>
    private static async Task<string> GenerateAsync(
        CommandContext context, ParseResult parse, string directory, CancellationToken cancellationToken)
    {
        using var composition = context.Compose(parse);
        using var progress = context.Terminal.IsErrorInteractive ? new TerminalProgress(context.Terminal, context.Time) : null;
        var caller = composition.Caller();
        var report = await composition.Pipeline.GenerateAsync(
            directory,
            new OverlayEmitter(context.Terminal.Output),
            caller,
            composition.Options.Copy.Budget,
            (IPromotionObserver?)progress ?? new SilentObserver(),
            cancellationToken);
        return Summary(report) + caller.ForWhom;
    }

    /// <summary><c>5 images: 3 present, 1 promoted (12.3 MiB in 1.2 s), 1 foreign</c>.</summary>
    private static string Summary(PromotionReport report)
    {
        var promoted = report.Count(StepState.Missing);
        var parts = new List<string> { $"{report.Count(StepState.Present)} present" };
        if (promoted > 0)
        {
            parts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{promoted} promoted ({ByteText.Of(report.MovedBytes)} in {report.Duration.TotalSeconds:0.0} s)"));
        }

        // Only swept ones come this far; each has had its warning.
        if (report.Outcomes.Count(outcome => outcome.Failure is not null) is var failed and > 0)
        {
            parts.Add($"{failed} not promoted");
        }

        if (report.Count(StepState.Foreign) is var foreign and > 0)
        {
            parts.Add($"{foreign} foreign");
        }

        var images = report.Outcomes.Length == 1 ? "1 image" : $"{report.Outcomes.Length} images";
        return $"{images}: {string.Join(", ", parts)}";
    }
}
