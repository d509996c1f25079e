using System.ComponentModel;
using System.Text;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Rendering;

/// <summary>Which program renders overlays here, and what it says of its version.</summary>
internal sealed record KustomizeVersion(string FilePath, string Text)
{
    private const int MaxOutputBytes = 64 * 1024;

    /// <param name="environment">Holds PATH.</param>
    /// <param name="searchPath">Where programs may be started from.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <returns><c>null</c> when neither kustomize nor kubectl is on PATH.</returns>
    /// <exception cref="PromoterException">The program cannot be started, or fails.</exception>
    public static async Task<KustomizeVersion?> FindAsync(
        ProcessEnvironment environment, SearchPath searchPath, CancellationToken cancellationToken)
    {
        if (KustomizeProgram.Find(searchPath) is not { } program)
        {
            return null;
        }

        ImmutableArray<string> arguments = program.Verb == "build" ? ["version"] : ["version", "--client"];
        var run = new KustomizeRun(MaxOutputBytes);
        try
        {
            var variables = ChildEnvironment.Of(environment, [], searchPath);
            await run.ExecuteAsync(program.FilePath, arguments, variables, cancellationToken);
        }
        catch (Win32Exception fault)
        {
            throw new PromoterException(
                FailureKind.Render, $"{program.FilePath} could not be started: {SafeText.OneLine(fault.InnerException?.Message ?? fault.Message)}", fault);
        }

        var said = SafeText.OneLine(Encoding.UTF8.GetString(run.Output.Bytes.Span), 120);
        return run.ExitCode == 0 ? new KustomizeVersion(program.FilePath, said) : throw new PromoterException(
            FailureKind.Render, $"{program.FilePath} {string.Join(' ', arguments)} ended with exit code {run.ExitCode}");
    }
}
