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
        var environment = ProcessEnvironment.OfProcess();
        var isVerbose = arguments.Contains("--verbose") || arguments.Contains("-v");
        var caller = CommandContext.CallerOf(environment);
        var command = CommandLine.FindCommand(arguments);

        // Argo CD shows the beginning of what its plugin says; who asks for more wants it as it comes, even of a killed process.
        var terminal = Terminal.OfProcess(
            environment, holdsLog: caller.Application.Length > 0 && command == GenerateCommand.Name && !isVerbose);
        var context = new CommandContext
        {
            Terminal = terminal,
            Environment = environment,
            StoppedBy = () => shutdown.Reason,
            Time = TimeProvider.System,
            Shutdown = shutdown,
            Config = GlobalOptions.Config(),
            Verbose = GlobalOptions.Verbose(),
        };
        try
        {
            using var tracing = Tracing.Find(environment);
            return await CommandLine.RunAsync(arguments, context, shutdown.Token);
        }
        catch (PromoterException failure)
        {
            terminal.Conclude(ConclusionText.OfFailure(failure, caller, command));
            return (int)failure.Kind;
        }
        catch (OperationCanceledException) when (shutdown.Reason is { } reason)
        {
            terminal.Conclude(ConclusionText.OfSignal(reason, caller, command));
            return (int)reason;
        }
        catch (Exception bug)
        {
            // Whatever else comes this far is our fault, and must neither look like success nor print a manifest.
            var trace = isVerbose ? $"\n{bug}" : "";
            terminal.Conclude(
                $"a bug in cmp-promoter {VersionCommand.Current}{caller.ForWhom}: {bug.GetType().Name}: {SafeText.OneLine(bug.Message)}. "
                + $"Run it again with --verbose and report what it prints{trace}");
            return (int)FailureKind.Bug;
        }
    }
}
