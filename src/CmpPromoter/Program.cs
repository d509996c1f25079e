using CmpPromoter.Commands;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;

namespace CmpPromoter;

/// <summary>
/// The process: what a failure means to whoever started it. stdout is empty whenever the exit code is neither 0 nor a verdict,
/// of a plan or a doctor.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        using var shutdown = new Shutdown(TimeProvider.System);
        var terminal = Terminal.OfProcess();
        var context = new CommandContext
        {
            Terminal = terminal,
            Environment = ProcessEnvironment.OfProcess(),
            Time = TimeProvider.System,
            Config = GlobalOptions.Config(),
            Verbose = GlobalOptions.Verbose(),
        };
        try
        {
            return await CommandLine.RunAsync(arguments, context, shutdown.Token);
        }
        catch (PromoterException failure)
        {
            await terminal.Error.WriteLineAsync($"cmp-promoter: {failure.Message}");
            return (int)failure.Kind;
        }
        catch (OperationCanceledException) when (shutdown.Reason is { } reason)
        {
            await terminal.Error.WriteLineAsync(
                $"cmp-promoter: stopped by a signal ({reason.ToString().ToLowerInvariant()}); no manifest was emitted, finished layers are kept");
            return (int)reason;
        }
        catch (Exception bug)
        {
            // Whatever else comes this far is our fault, and must neither look like success nor print a manifest.
            var trace = arguments.Contains("--verbose") || arguments.Contains("-v") ? $"\n{bug}" : "";
            await terminal.Error.WriteLineAsync(
                $"cmp-promoter: a bug in cmp-promoter {VersionCommand.Current}: {bug.GetType().Name}: {SafeText.OneLine(bug.Message)}. "
                + $"Run it again with --verbose and report what it prints{trace}");
            return (int)FailureKind.Bug;
        }
    }
}
