using System.CommandLine;
using CmpPromoter.Commands.Progress;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
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

    public required Option<string?> Config { get; init; }

    public required Option<bool> Verbose { get; init; }

    /// <summary>Reads the promotion file and builds the rooms for it; nothing is asked of any registry yet.</summary>
    /// <exception cref="PromoterException">The file cannot be used; the message names every fault.</exception>
    public Composition Compose(ParseResult parse)
    {
        var path = parse.GetValue(Config) ?? Environment.ConfigPath;
        return new Composition(PromotionFile.Read(path), Environment, Time, CreateLoggers(parse));
    }

    /// <summary>Records go to stderr: stdout is the manifests'.</summary>
    public ILoggerFactory CreateLoggers(ParseResult parse)
    {
        var level = GlobalOptions.LevelOf(parse.GetValue(Verbose), Terminal.IsErrorInteractive);
        return new LoggerFactory([new LineLoggerProvider(Terminal.Error)], new LoggerFilterOptions { MinLevel = level });
    }

    /// <summary>Shows a person how copies go on; absent where nobody looks at a terminal.</summary>
    public ProgressObserver? FindProgress() =>
        Terminal.IsErrorInteractive ? new ProgressObserver(new TerminalProgress(Terminal, Terminal.Error), Time) : null;

    /// <summary>The same, and a line from time to time where nobody looks.</summary>
    public ProgressObserver Progress() => FindProgress() ?? new ProgressObserver(new LineProgress(Terminal.Error), Time);
}
