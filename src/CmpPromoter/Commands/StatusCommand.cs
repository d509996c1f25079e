using System.CommandLine;
using CmpPromoter.DaemonApi;
using CmpPromoter.DaemonClient;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Commands;

/// <summary>Shows what the promoter daemon does and did, once or as it goes on.</summary>
internal static class StatusCommand
{
    public const string Examples = """
          cmp-promoter status
          cmp-promoter status --watch
          cmp-promoter status -o json
          kubectl exec -n argocd deploy/argocd-repo-server -c cmp-promoter-daemon -- cmp-promoter status
        """;

    /// <summary>Home, and everything below it gone: a frame replaces the one before.</summary>
    private const string ClearScreen = "\u001b[H\u001b[2J";

    private static readonly TimeSpan Frame = TimeSpan.FromSeconds(1);

    public static Command Create(CommandContext context)
    {
        var command = new Command("status", "Show what the promoter daemon does and did");
        var socket = ServeCommand.Socket("The daemon's unix socket");
        var watch = new Option<bool>("--watch", "-w") { Description = "Show it anew every second, until interrupted" };
        var format = Choice.Output(("table", StatusFormat.Table), ("json", StatusFormat.Json));
        command.Options.Add(socket);
        command.Options.Add(watch);
        command.Options.Add(format);
        command.SetAction((parse, cancellationToken) => RunAsync(
            context,
            parse.GetValue(socket) ?? context.Environment.SocketPath ?? WireNames.DefaultSocket,
            parse.GetValue(watch),
            parse.GetValue(format) is StatusFormat.Json,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, string socket, bool watches, bool isJson, CancellationToken cancellationToken)
    {
        using var daemon = new DaemonConnection(socket, context.Time);
        var client = new StatusClient(daemon);
        do
        {
            var (status, bytes) = await client.ReadAsync(cancellationToken);
            var text = isJson ? ReadableJson.Line(bytes) + "\n" : StatusTable.Of(status);
            await context.Terminal.WriteOutputAsync(watches && !isJson ? ClearScreen + text : text, cancellationToken);
            if (watches)
            {
                // Who watches ends it so; that is no failure.
                await Task.Delay(Frame, context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        while (watches && !cancellationToken.IsCancellationRequested);
        return 0;
    }

    /// <summary>How a status is printed.</summary>
    private enum StatusFormat
    {
        Table,
        Json,
    }
}
