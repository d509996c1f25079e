using System.ComponentModel;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using CmpPromoter.Rendering.Parameters;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Rendering;

/// <summary>
/// Renders an overlay with the kustomize on PATH, else with <c>kubectl kustomize</c>: the administrator's build options
/// only, a scrubbed environment, and the output byte for byte. Parameters that Argo CD hands over for the application are
/// written into a copy of the overlay first.
/// </summary>
internal sealed partial class KustomizeRenderer
{
    // Argo CD's own limit for what a plugin may answer (ARGOCD_GRPC_MAX_SIZE_MB).
    public const int DefaultMaxOutputBytes = 100 * 1024 * 1024;

    private const int MaxWarnings = 20;

    private const int SignalExitCodes = 128;

    private readonly RenderOptions options;
    private readonly ProcessEnvironment environment;
    private readonly ILogger<KustomizeRenderer> logger;
    private readonly int maxOutputBytes;

    public KustomizeRenderer(
        RenderOptions options,
        ProcessEnvironment environment,
        ILogger<KustomizeRenderer> logger,
        int maxOutputBytes = DefaultMaxOutputBytes)
    {
        this.options = options;
        this.environment = environment;
        this.logger = logger;
        this.maxOutputBytes = maxOutputBytes;
    }

    /// <param name="directory">The overlay, relative to the working directory or absolute; never a remote URL.</param>
    /// <param name="cancellationToken">Kills kustomize and everything it started.</param>
    /// <returns>At least one byte that is not white space.</returns>
    /// <exception cref="PromoterException">There is nothing to render, no kustomize, or kustomize failed.</exception>
    public async Task<RenderedOverlay> RenderAsync(string directory, CancellationToken cancellationToken)
    {
        var overlay = OverlayDirectory.Require(directory);
        foreach (var warning in BuildOptionRules.Warnings(options.BuildOptions))
        {
            Log.Opened(logger, warning);
        }

        var searchPath = SearchPath.Of(environment, overlay.FullPath);
        var program = KustomizeProgram.Find(searchPath) ?? throw Absent(overlay, searchPath);
        var parameters = ParameterReader.Read(environment);
        if (parameters.IsEmpty)
        {
            return await BuildAsync(overlay, program, searchPath, "the same command in a checkout shows the same", cancellationToken);
        }

        using var edited = PrivateOverlay.Create(overlay, parameters, environment);
        return await BuildAsync(
            edited.Directory, program, searchPath, "the application's parameters were applied before", cancellationToken);
    }

    private async Task<RenderedOverlay> BuildAsync(
        OverlayDirectory overlay, KustomizeProgram program, SearchPath searchPath, string circumstance, CancellationToken cancellationToken)
    {
        ImmutableArray<string> arguments = [program.Verb, .. options.BuildOptions, overlay.FullPath];

        var run = new KustomizeRun(maxOutputBytes);
        try
        {
            var variables = ChildEnvironment.Of(environment, options.PassEnvironment, searchPath);
            await run.ExecuteAsync(program.FilePath, arguments, variables, cancellationToken);
        }
        catch (Win32Exception exception)
        {
            throw new PromoterException(
                FailureKind.Render,
                $"Rendering {overlay.Name}: {program.FilePath} could not be started: "
                + $"{SafeText.OneLine(exception.InnerException?.Message ?? exception.Message)}. "
                + "Install a kustomize for this machine.",
                exception);
        }

        Judge(run, $"{Path.GetFileName(program.FilePath)} {string.Join(' ', arguments)}", circumstance, overlay);
        return new RenderedOverlay { Directory = overlay.Name, Bytes = run.Output.Bytes };
    }

    private static PromoterException Absent(OverlayDirectory overlay, SearchPath searchPath) => new(
        FailureKind.Render,
        $"Rendering {overlay.Name}: neither kustomize nor kubectl is on PATH ({searchPath.Description}). "
        + "Install one of them where this program runs.");

    private void Judge(KustomizeRun run, string command, string circumstance, OverlayDirectory overlay)
    {
        var errors = ErrorText.Lines(run.Errors, overlay);
        if (run.Output.IsTooLarge)
        {
            throw new PromoterException(
                FailureKind.Render,
                $"Rendering {overlay.Name}: `{ErrorText.Shorten(command, overlay)}` wrote more than {maxOutputBytes} bytes, "
                + "which Argo CD would not take. Split the overlay.");
        }

        if (run.ExitCode != 0)
        {
            // Indented: what an author makes kustomize say must not pass for a line of ours.
            var said = errors.IsEmpty ? "It said nothing." : $"It said:\n{string.Join('\n', errors.Select(line => $"  {line}"))}";
            throw new PromoterException(
                FailureKind.Render,
                $"Rendering {overlay.Name}: `{ErrorText.Shorten(command, overlay)}` ended with {DescribeExit(run.ExitCode)}; "
                + $"{circumstance}. {said}");
        }

        // Argo CD takes an empty success for an application without resources, and prunes what runs.
        if (run.Output.Bytes.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            throw new PromoterException(
                FailureKind.Render,
                $"Rendering {overlay.Name}: `{ErrorText.Shorten(command, overlay)}` succeeded and wrote nothing. "
                + "Add a resource to the overlay, or delete the application instead.");
        }

        foreach (var line in errors.Take(MaxWarnings))
        {
            Log.Warned(logger, overlay.Name, line);
        }
    }

    private static string DescribeExit(int exitCode) => exitCode switch
    {
        SignalExitCodes + 9 => "exit code 137 (killed; often the container's memory limit)",
        > SignalExitCodes and < SignalExitCodes + 65 => $"exit code {exitCode} (signal {exitCode - SignalExitCodes})",
        _ => $"exit code {exitCode}",
    };

    private static partial class Log
    {
        [LoggerMessage(102, LogLevel.Warning, "render.buildOptions: {Warning}")]
        public static partial void Opened(ILogger logger, string warning);

        [LoggerMessage(100, LogLevel.Warning, "kustomize warned while rendering {Overlay}: {Line}")]
        public static partial void Warned(ILogger logger, string overlay, string line);
    }
}
