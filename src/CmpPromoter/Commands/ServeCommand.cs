using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using CmpPromoter.Configuration;
using CmpPromoter.Daemon;
using CmpPromoter.DaemonApi;

namespace CmpPromoter.Commands;

/// <summary>Runs the promoter daemon: copies that outlive a render, shared by all renders of a pod.</summary>
internal static class ServeCommand
{
    public const string Examples = """
          cmp-promoter serve
          cmp-promoter serve --config promotion.yaml --socket /tmp/promoter.sock --listen 127.0.0.1:8087
        """;

    public const string DefaultListen = "0.0.0.0:8087";

    // Five seconds below Kubernetes' own terminationGracePeriodSeconds.
    public const string DefaultGrace = "25s";

    public static Command Create(CommandContext context)
    {
        var command = new Command("serve", "Run the promoter daemon, which copies for all renders of a pod");
        var socket = Socket("The unix socket to serve renders at");
        var listen = new Option<IPEndPoint>("--listen")
        {
            Description = "Where /healthz, /readyz and /metrics are served",
            HelpName = "IP:PORT",
            CustomParser = ParseListen,
            DefaultValueFactory = _ => IPEndPoint.Parse(DefaultListen),
        };
        var grace = GlobalOptions.Duration("--grace", $"How long copies may go on after SIGTERM. Default: {DefaultGrace}");
        command.Options.Add(socket);
        command.Options.Add(listen);
        command.Options.Add(grace);
        command.SetAction((parse, cancellationToken) => RunAsync(
            context,
            parse,
            new ServeOptions
            {
                Socket = parse.GetValue(socket) ?? context.Environment.SocketPath ?? WireNames.DefaultSocket,
                Listen = parse.GetRequiredValue(listen),
                Grace = parse.GetValue(grace) ?? ConfigDuration.Find(DefaultGrace)!.Value, // A good duration.
            },
            cancellationToken));
        return command;
    }

    /// <param name="what">What the socket is to the command.</param>
    public static Option<string?> Socket(string what) => new("--socket")
    {
        Description = $"{what}. Default: $CMP_PROMOTER_SOCKET, else {WireNames.DefaultSocket}",
        HelpName = "PATH",
    };

    private static async Task<int> RunAsync(
        CommandContext context, ParseResult parse, ServeOptions options, CancellationToken cancellationToken)
    {
        context.Shutdown.AllowFor(options.Grace);
        using var composition = context.ComposeDaemon(parse, options);
        await composition.Daemon.RunAsync(cancellationToken);
        return 0;
    }

    private static IPEndPoint? ParseListen(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (IPEndPoint.TryParse(text, out var endpoint) && text.Contains(':', StringComparison.Ordinal))
        {
            return endpoint;
        }

        result.AddError($"--listen {text}: write an address and a port, such as {DefaultListen} or 127.0.0.1:8087");
        return null;
    }
}
