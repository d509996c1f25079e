using CliWrap;

namespace CmpPromoter.Rendering;

/// <summary>
/// One run of kustomize: what it wrote and how it ended. A cancelled run takes the children of kustomize with it.
/// </summary>
internal sealed class KustomizeRun(int maxOutputBytes)
{
    public OutputCapture Output { get; } = new(maxOutputBytes);

    public ErrorTail Errors { get; } = new();

    /// <summary>128 + n after signal n.</summary>
    public int ExitCode { get; private set; }

    /// <param name="filePath">The program.</param>
    /// <param name="arguments">Passed as they are; no shell is between.</param>
    /// <param name="environment">The whole environment of the child.</param>
    /// <param name="cancellationToken">Kills the child and all its descendants.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public async Task ExecuteAsync(
        string filePath,
        ImmutableArray<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var command = Cli.Wrap(filePath)
            .WithArguments(arguments)
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.Create(async (stream, token) =>
            {
                await Output.ReadAsync(stream, token);
                if (Output.IsTooLarge)
                {
                    await stop.CancelAsync();
                }
            }))
            .WithStandardErrorPipe(PipeTarget.Create(Errors.ReadAsync));
        try
        {
            // Killed outright: kustomize does nothing at SIGINT but die, and once it is dead its git and helm are
            // orphans that nobody finds. While it lives, its whole tree is killed with it.
            var result = await command.ExecuteAsync(
                start =>
                {
                    // CliWrap adds to the inherited variables; only an emptied set keeps out what is not named.
                    start.Environment.Clear();
                    foreach (var (name, value) in environment)
                    {
                        start.Environment[name] = value;
                    }
                },
                configureProcess: null,
                forcefulCancellationToken: stop.Token,
                gracefulCancellationToken: CancellationToken.None);
            ExitCode = result.ExitCode;
        }
        catch (OperationCanceledException) when (Output.IsTooLarge && !cancellationToken.IsCancellationRequested)
        {
            // Stopped by us; Output says why.
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (TimeoutException) when (cancellationToken.IsCancellationRequested)
        {
            // CliWrap waited 3 s for the kill in vain: a child in an uninterruptible call must not hold us as well.
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
