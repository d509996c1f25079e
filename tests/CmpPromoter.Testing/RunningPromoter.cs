using System.Globalization;
using CliWrap;

namespace CmpPromoter.Testing;

/// <summary>The program while it runs, and how it ended.</summary>
public sealed class RunningPromoter
{
    internal RunningPromoter(int processId, Task<ProcessResult> ended)
    {
        ProcessId = processId;
        Ended = ended;
    }

    public int ProcessId { get; }

    /// <summary>Fails when a secret was printed, or when the process took too long and was killed.</summary>
    public Task<ProcessResult> Ended { get; }

    /// <param name="name">Such as <c>TERM</c> or <c>INT</c>.</param>
    public async Task SignalAsync(string name)
    {
        var command = string.Create(CultureInfo.InvariantCulture, $"kill -{name} {ProcessId}");
        await Cli.Wrap("/bin/sh").WithArguments(["-c", command]).ExecuteAsync();
    }
}
