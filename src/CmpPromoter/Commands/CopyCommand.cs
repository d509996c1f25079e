using System.CommandLine;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>One image from registry to registry, without overlay and without configuration: what a Job of one's own would do.</summary>
internal static class CopyCommand
{
    public const string Name = "copy";

    public const string Examples = """
          cmp-promoter copy 111111111111.dkr.ecr.us-east-1.amazonaws.com/shop/api:2.4.0 222222222222.dkr.ecr.us-east-1.amazonaws.com/shop/api
          cmp-promoter copy ghcr.io/acme/tool:1.0 222222222222.dkr.ecr.us-east-1.amazonaws.com/mirror/tool --create-repository
        """;

    public static Command Create(CommandContext context)
    {
        var command = new Command(
            Name,
            "Copy one image by digest, with all platforms and what is attached to it; needs no configuration file, and no policy of one is judged");
        var arguments = new CopyArguments();
        arguments.AddTo(command);
        command.SetAction((parse, cancellationToken) => RunAsync(context, parse, arguments.Read(parse), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult parse, CopyCall call, CancellationToken cancellationToken)
    {
        var run = new ReportedRun(context, call.ReportPath);
        var file = parse.GetValue(context.Config) is { } path ? PromotionFile.Read(path) : null;
        var settings = CopySettings.Of(call, file, context.Environment);
        using var composition = new CopyComposition(settings, context.Environment, context.Time, context.CreateLoggers(parse));
        var order = call.Order;
        var report = await run.RunAsync(context.Caller, [], async record =>
        {
            var copied = await composition.CopyAsync(order, call.Timeout, record, cancellationToken);
            record.Know(copied);
            return copied.Outcomes is [{ Failure: { } failure, Reason: var reason }]
                ? throw new PromoterException(failure, $"Copying {order.Source} to {order.Destination}: {reason}")
                : copied;
        });
        await TellAsync(context, order, report.Outcomes[0], cancellationToken);
        return 0;
    }

    /// <summary>For people on stderr; for scripts, on stdout, what the destination has by digest.</summary>
    private static async Task TellAsync(
        CommandContext context, CopyOrder order, StepOutcome outcome, CancellationToken cancellationToken)
    {
        var summary = outcome.Copied is { } copied
            ? $"copied {order.Source} to {order.Destination}: {ByteText.Of(copied.MovedBytes)} sent, {ByteText.Of(copied.ReusedBytes)} were there"
            : $"{order.Destination} is there already";
        await context.Terminal.Error.WriteLineAsync($"cmp-promoter: {summary}");
        var held = order.Destination with { Tag = null, Digest = outcome.Step.Digest };
        await context.Terminal.WriteOutputAsync($"{held}\n", cancellationToken);
    }
}
