using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CmpPromoter.ArgoCd;

/// <summary>
/// A process that leads a process group of its own from its first instruction, with exactly the environment it was given,
/// nothing on stdin, and both outputs kept whole in memory.
/// </summary>
internal sealed class GroupLeader
{
    private readonly Lock gate = new();
    private readonly int id;
    private bool isReaped;

    private GroupLeader(int id, int output, int error)
    {
        this.id = id;

        // Threads of their own: a blocking read on the pool would hold back every other call that runs in parallel.
        var standardOutput = OnThreadAsync(() => ReadToEnd(output));
        var standardError = OnThreadAsync(() => ReadToEnd(error));
        Ended = EndAsync(OnThreadAsync(Reap), standardOutput, standardError);
    }

    /// <summary>Completes when the process has ended and nobody holds either output any more.</summary>
    public Task<ProcessEnd> Ended { get; }

    /// <exception cref="Win32Exception">The program cannot be started.</exception>
    public static unsafe GroupLeader Start(
        string program, IReadOnlyCollection<string> arguments, IReadOnlyCollection<string> environment, string directory)
    {
        var (outputEnds, errorEnds) = (OpenPipe(), OpenPipe());
        var actions = NativeMemory.AllocZeroed(NativeMethods.OpaqueBytes);
        var attributes = NativeMemory.AllocZeroed(NativeMethods.OpaqueBytes);
        var signals = NativeMemory.AllocZeroed(NativeMethods.OpaqueBytes);
        using var argumentArray = new TextArray(arguments);
        using var environmentArray = new TextArray(environment);
        try
        {
            _ = NativeMethods.InitializeActions(actions);
            _ = NativeMethods.AddOpen(actions, 0, "/dev/null", NativeMethods.OpenReadOnly, 0);
            _ = NativeMethods.AddDuplicate(actions, outputEnds.Write, 1);
            _ = NativeMethods.AddDuplicate(actions, errorEnds.Write, 2);
            _ = NativeMethods.AddDirectory(actions, directory);
            _ = NativeMethods.InitializeAttributes(attributes);
            _ = NativeMethods.SetSignalMask(attributes, signals);

            // .NET ignores SIGPIPE, and what is ignored stays so across exec; Go's children start with the defaults.
            _ = NativeMethods.FillSignals(signals);
            _ = NativeMethods.SetDefaultSignals(attributes, signals);
            _ = NativeMethods.SetFlags(
                attributes, NativeMethods.SpawnSetGroup | NativeMethods.SpawnSetDefaultSignals | NativeMethods.SpawnSetSignalMask);
            var fault = NativeMethods.Spawn(
                out var id, program, actions, attributes, argumentArray.Pointer, environmentArray.Pointer);
            if (fault == 0)
            {
                return new GroupLeader(id, outputEnds.Read, errorEnds.Read);
            }

            _ = NativeMethods.Close(outputEnds.Read);
            _ = NativeMethods.Close(errorEnds.Read);
            throw new Win32Exception(fault);
        }
        finally
        {
            _ = NativeMethods.Close(outputEnds.Write);
            _ = NativeMethods.Close(errorEnds.Write);
            _ = NativeMethods.DestroyActions(actions);
            NativeMemory.Free(actions);
            NativeMemory.Free(attributes);
            NativeMemory.Free(signals);
        }
    }

    /// <summary>SIGKILL to the process itself, not to its children; nothing when it has ended.</summary>
    public void Kill()
    {
        lock (gate)
        {
            if (!isReaped)
            {
                _ = NativeMethods.Kill(id, NativeMethods.SigKill);
            }
        }
    }

    /// <summary>A signal to whoever is left of the group; nothing when nobody is.</summary>
    public void SignalGroup(int signal) => _ = NativeMethods.Kill(-id, signal);

    private static unsafe (int Read, int Write) OpenPipe()
    {
        var ends = stackalloc int[2];
        return NativeMethods.Pipe(ends, NativeMethods.CloseOnExec) == 0 ? (ends[0], ends[1]) : throw new Win32Exception();
    }

    private static byte[] ReadToEnd(int descriptor)
    {
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        using var whole = new MemoryStream();
        stream.CopyTo(whole);
        return whole.ToArray();
    }

    private static Task<T> OnThreadAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static async Task<ProcessEnd> EndAsync(Task<ProcessEnd> reaped, Task<byte[]> output, Task<byte[]> error) =>
        await reaped with { Output = await output, Error = await error };

    private unsafe ProcessEnd Reap()
    {
        // Waits without reaping, so that the process's number is still its own when Kill uses it.
        var information = stackalloc byte[NativeMethods.OpaqueBytes];
        while (NativeMethods.WaitId(
            NativeMethods.WaitForPid, id, information, NativeMethods.WaitExited | NativeMethods.WaitNoReap) != 0)
        {
            if (Marshal.GetLastPInvokeError() != NativeMethods.Interrupted)
            {
                throw new Win32Exception();
            }
        }

        lock (gate)
        {
            var usage = stackalloc long[NativeMethods.OpaqueBytes / sizeof(long)];
            _ = NativeMethods.Wait(id, out var status, 0, usage);
            isReaped = true;

            // struct rusage: two timevals of two words each, then the peak in KiB.
            return new ProcessEnd { Status = status, PeakMemoryBytes = usage[4] * 1024, Output = [], Error = [] };
        }
    }
}
