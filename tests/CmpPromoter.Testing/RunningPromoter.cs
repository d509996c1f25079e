using System.Globalization;
using System.Text;
using CliWrap;

namespace CmpPromoter.Testing;

/// <summary>The program while it runs, and how it ended.</summary>
public sealed class RunningPromoter
{
    private readonly PrintedText error;

    internal RunningPromoter(int processId, Task<ProcessResult> ended, PrintedText error)
    {
        ProcessId = processId;
        Ended = ended;
        this.error = error;
    }

    public int ProcessId { get; }

    /// <summary>Fails when a secret was printed, or when the process took too long and was killed.</summary>
    public Task<ProcessResult> Ended { get; }

    /// <summary>Waits until stderr holds this text.</summary>
    /// <returns>All that it holds then.</returns>
    public async Task<string> SaysAsync(string text)
    {
        var said = error.WaitForAsync(text);
        if (await Task.WhenAny(said, Ended) != said && !said.IsCompleted)
        {
            throw new InvalidOperationException($"it ended without saying '{text}':\n{(await Ended).Error}");
        }

        return await said;
    }

    /// <param name="name">Such as <c>TERM</c> or <c>INT</c>.</param>
    public async Task SignalAsync(string name)
    {
        var command = string.Create(CultureInfo.InvariantCulture, $"kill -{name} {ProcessId}");
        await Cli.Wrap("/bin/sh").WithArguments(["-c", command]).ExecuteAsync();
    }

    /// <summary>What a stream of the process has printed so far. Safe for concurrent use.</summary>
    internal sealed class PrintedText
    {
        private readonly Lock gate = new();
        private readonly StringBuilder text = new();
        private readonly List<(string Text, TaskCompletionSource<string> Seen)> awaited = [];

        public void Append(string line)
        {
            lock (gate)
            {
                text.Append(line).Append('\n');
                var all = text.ToString();
                foreach (var wait in awaited.Where(wait => all.Contains(wait.Text, StringComparison.Ordinal)).ToList())
                {
                    wait.Seen.TrySetResult(all);
                    awaited.Remove(wait);
                }
            }
        }

        public Task<string> WaitForAsync(string expected)
        {
            lock (gate)
            {
                if (text.ToString() is var all && all.Contains(expected, StringComparison.Ordinal))
                {
                    return Task.FromResult(all);
                }

                var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
                awaited.Add((expected, seen));
                return seen.Task;
            }
        }

        public override string ToString()
        {
            lock (gate)
            {
                return text.ToString();
            }
        }
    }
}
