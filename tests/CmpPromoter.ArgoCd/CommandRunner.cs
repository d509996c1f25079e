using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text;

namespace CmpPromoter.ArgoCd;

/// <summary>
/// Runs a command of the plugin as cmp-server does: SIGKILL to the command and SIGTERM to its group when the call's context
/// ends, which it does at the deadline and after success alike; SIGKILL to the group five seconds later.
/// </summary>
internal sealed class CommandRunner(ImmutableDictionary<string, string> programs, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan GroupGrace = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentBag<Task> tails = [];

    /// <summary>Runs to the end of the process and of its outputs. Whoever makes the call must end its context in every case.</summary>
    /// <exception cref="CmpException">The command failed; the message is cmp-server's, with all of stderr.</exception>
    public async Task<ProcessEnd> RunAsync(
        PluginCommand command, string directory, IReadOnlyDictionary<string, string> environment, CancellationToken context)
    {
        if (context.IsCancellationRequested)
        {
            throw new CmpException("context deadline exceeded");
        }

        var leader = Start(command, directory, environment);
        context.Register(() => tails.Add(EndGroupAsync(leader)));
        closing.Token.Register(() => tails.Add(EndGroupAsync(leader)));
        var end = await leader.Ended;
        if (end.Failure is not { } failure)
        {
            return end;
        }

        var stderr = Encoding.UTF8.GetString(end.Error).Trim();
        throw new CmpException($"`{command}` failed {failure}{(stderr.Length == 0 ? "" : $": {stderr}")}");
    }

    /// <summary>Kills what is left of every group and waits until no command runs; may be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!closing.IsCancellationRequested)
        {
            await closing.CancelAsync();
            await Task.WhenAll(tails);
            closing.Dispose();
        }
    }

    private GroupLeader Start(PluginCommand command, string directory, IReadOnlyDictionary<string, string> environment)
    {
        var program = Find(command.Arguments[0], environment);
        try
        {
            return GroupLeader.Start(
                programs.GetValueOrDefault(program, program),
                command.Arguments,
                [.. environment.Select(pair => $"{pair.Key}={pair.Value}")],
                directory);
        }
        catch (Win32Exception fault)
        {
            // Go's words, which begin in lower case and have no full stop.
            throw new CmpException($"fork/exec {program}: {fault.Message.ToLowerInvariant()}");
        }
    }

    /// <summary>A name without a slash is looked for in the PATH of cmp-server, not in the one that the request brings.</summary>
    private static string Find(string name, IReadOnlyDictionary<string, string> environment) => name.Contains('/', StringComparison.Ordinal)
        ? name
        : environment.GetValueOrDefault("PATH", "").Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new CmpException($"exec: \"{name}\": executable file not found in $PATH");

    private async Task EndGroupAsync(GroupLeader leader)
    {
        leader.Kill();
        leader.SignalGroup(NativeMethods.SigTerm);
        try
        {
            await Task.Delay(GroupGrace, time, closing.Token);
        }
        catch (OperationCanceledException)
        {
            // The server is closing: whoever is left goes now.
        }

        leader.SignalGroup(NativeMethods.SigKill);
        await leader.Ended;
    }
}
