using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Commands;

/// <summary>The options that several commands share.</summary>
internal static class GlobalOptions
{
    public static Option<string?> Config() => new("--config")
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

        // The library takes an option it does not know for the argument.
        path.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] } token])
            {
                result.AddError($"Unknown option '{token.Value}'.");
            }
        });
        return path;
    }

    public static LogLevel LevelOf(bool isVerbose, bool isInteractive) =>
        isVerbose ? LogLevel.Debug : isInteractive ? LogLevel.Warning : LogLevel.Information;
}
