using System.CommandLine;
using CmpPromoter.Configuration;
using CmpPromoter.Daemon;

namespace CmpPromoter.Commands;

/// <summary>What every command is given: the streams, the environment, the clock, and how to build what it needs.</summary>
internal sealed record CommandContext
{
    public required Terminal Terminal { get; init; }

    public required ProcessEnvironment Environment { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>What ends the command from outside.</summary>
    public required Shutdown Shutdown { get; init; }

    public required Option<string?> Config { get; init; }

    public required Option<bool> Verbose { get; init; }

    /// <summary>Reads the promotion file and builds the rooms for it; nothing is asked of any registry yet.</summary>
    /// <exception cref="Diagnostics.PromoterException">The file cannot be used; the message names every fault.</exception>
    public Composition Compose(ParseResult parse)
    {
        var level = GlobalOptions.LevelOf(parse.GetValue(Verbose), Terminal.IsErrorInteractive);
        return new Composition(PromotionFile.Read(ConfigPath(parse)), Environment, Time, level);
    }

    /// <summary>The same for the daemon, which tells its log all it does whoever looks on.</summary>
    /// <exception cref="Diagnostics.PromoterException">The file cannot be used; the message names every fault.</exception>
    public DaemonComposition ComposeDaemon(ParseResult parse, ServeOptions options)
    {
        var level = GlobalOptions.LevelOf(parse.GetValue(Verbose), isInteractive: false);
        return new DaemonComposition(Path.GetFullPath(ConfigPath(parse)), options, Terminal.Output, Time, level);
    }

    private string ConfigPath(ParseResult parse) => parse.GetValue(Config) ?? Environment.ConfigPath;
}
