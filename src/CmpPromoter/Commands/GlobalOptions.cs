using System.CommandLine;
using System.CommandLine.Parsing;
using CmpPromoter.Configuration;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Commands;

/// <summary>The options that several commands share.</summary>
internal static class GlobalOptions
{
    public const string ConfigName = "--config";

    public static Option<string?> Config() => new(ConfigName)
    {
        Description = "The promotion file. Default: $CMP_PROMOTER_CONFIG, else /etc/cmp-promoter/promotion.yaml",
        HelpName = "FILE",
    };

    public static Option<bool> Verbose() => new("--verbose", "-v") { Description = "Say more on stderr" };

    public static Argument<string> Path()
    {
        var path = new Argument<string>("PATH")
        {
            Description = "The overlay's directory",
            DefaultValueFactory = _ => ".",
        };
        path.Validators.Add(RefuseOptions);
        return path;
    }

    /// <summary>One or more overlays, as a shell's wildcard gives them.</summary>
    public static Argument<string[]> Paths()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "The overlays' directories",
            Arity = ArgumentArity.ZeroOrMore,
            DefaultValueFactory = _ => ["."],
        };
        paths.Validators.Add(RefuseOptions);
        return paths;
    }

    /// <summary>How long all may take.</summary>
    public static Option<TimeSpan?> Timeout() =>
        Duration("--timeout", "How long all may take, such as 30m; exits 6 when it is over. Default: no limit");

    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (ConfigDuration.Refuse(text) is { } reason)
            {
                result.AddError($"{name}: {ConfigFaults.Show(text)}: {reason}.");
            }

            return ConfigDuration.Find(text);
        },
    };

    public static Option<string?> Report() => new("--report")
    {
        Description = "Write what became of every image to FILE, as JSON; also when it fails",
        HelpName = "FILE",
    };

    public static LogLevel LevelOf(bool isVerbose, bool isInteractive) =>
        isVerbose ? LogLevel.Debug : isInteractive ? LogLevel.Warning : LogLevel.Information;

    /// <summary>The library takes an option it does not know for an argument.</summary>
    private static void RefuseOptions(ArgumentResult result)
    {
        if (result.Tokens.FirstOrDefault(token => token.Value is ['-', ..]) is { } option)
        {
            result.AddError($"Unknown option '{option.Value}'.");
        }
    }
}
