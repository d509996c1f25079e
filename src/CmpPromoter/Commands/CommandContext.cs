using System.CommandLine;
using CmpPromoter.Commands.Progress;
using CmpPromoter.Configuration;
using CmpPromoter.Daemon;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Commands;

/// <summary>What every command is given: the streams, the environment, the clock, and how to build what it needs.</summary>
internal sealed record CommandContext
{
    public required Terminal Terminal { get; init; }

    public required ProcessEnvironment Environment { get; init; }

    /// <summary>The signal that stops this process; absent while none has come.</summary>
    public required Func<FailureKind?> StoppedBy { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>What ends the command from outside.</summary>
    public required Shutdown Shutdown { get; init; }

    public required Option<string?> Config { get; init; }

    public required Option<bool> Verbose { get; init; }

    /// <summary>Who asks, by the variables that Argo CD sets and no author can.</summary>
    public Caller Caller => CallerOf(Environment);

    public static Caller CallerOf(ProcessEnvironment environment) => new()
    {
        Application = environment.ApplicationName ?? "",
        Project = environment.ProjectName ?? "",
        Revision = environment.Revision ?? "",
        TargetRevision = environment.TargetRevision ?? "",
    };

    /// <summary>Where the promotion file is.</summary>
    public string ConfigPath(ParseResult parse) => parse.GetValue(Config) ?? Environment.ConfigPath;

    /// <summary>Reads the promotion file and builds the rooms for it; nothing is asked of any registry yet.</summary>
    /// <exception cref="PromoterException">The file cannot be used; the message names every fault.</exception>
    public Composition Compose(ParseResult parse) => Compose(parse, policy => policy);

    /// <summary>The same under other rules than the file's.</summary>
    /// <exception cref="PromoterException">The file cannot be used; the message names every fault.</exception>
    public Composition Compose(ParseResult parse, Func<PolicyOptions, PolicyOptions> judged)
    {
        var options = PromotionFile.Read(ConfigPath(parse));
        return new Composition(options with { Policy = judged(options.Policy) }, Environment, Time, CreateLoggers(parse));
    }

    /// <summary>The same for the daemon, which tells its log all it does whoever looks on.</summary>
    /// <exception cref="PromoterException">The file cannot be used; the message names every fault.</exception>
    public DaemonComposition ComposeDaemon(ParseResult parse, ServeOptions options)
    {
        var loggers = CreateLoggers(GlobalOptions.LevelOf(parse.GetValue(Verbose), isInteractive: false));
        return new DaemonComposition(Path.GetFullPath(ConfigPath(parse)), options, Terminal.Output, Environment, Time, loggers);
    }

    /// <summary>Records go to stderr: stdout is the manifests'.</summary>
    public ILoggerFactory CreateLoggers(ParseResult parse) =>
        CreateLoggers(GlobalOptions.LevelOf(parse.GetValue(Verbose), Terminal.IsErrorInteractive));

    /// <summary>Shows a person how copies go on; absent where nobody looks at a terminal.</summary>
    public ProgressObserver? FindProgress() =>
        Terminal.IsErrorInteractive ? new ProgressObserver(new TerminalProgress(Terminal, Terminal.Error), Time) : null;

    /// <summary>The same, and a line from time to time where nobody looks.</summary>
    public ProgressObserver Progress() => FindProgress() ?? new ProgressObserver(new LineProgress(Terminal.Error), Time);

    private LoggerFactory CreateLoggers(LogLevel level) =>
        new([new LineLoggerProvider(Terminal.Error)], new LoggerFilterOptions { MinLevel = level });
}
