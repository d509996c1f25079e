using System.Runtime.InteropServices;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Commands;

/// <summary>Turns SIGTERM and SIGINT into cancellation, and ends the process when cancellation takes too long.</summary>
/// <remarks>Argo CD sends SIGTERM to the process group and SIGKILL 5 s later (cmpserver/plugin/plugin.go).</remarks>
internal sealed class Shutdown : IDisposable
{
    /// <summary>Leaves kustomize 2 s to end after its own signal, and us a second before Argo CD's SIGKILL.</summary>
    public static readonly TimeSpan RenderPatience = TimeSpan.FromSeconds(3.5);

    private readonly CancellationTokenSource requested = new();
    private readonly List<PosixSignalRegistration> registrations;
    private readonly TimeProvider time;
    private ITimer? lastResort;
    private TimeSpan patience = RenderPatience;

    public Shutdown(TimeProvider time)
    {
        this.time = time;
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Begin(context, FailureKind.Terminated)),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Begin(context, FailureKind.Interrupted)),
        ];
    }

    public CancellationToken Token => requested.Token;

    /// <summary>Which signal came; absent while none has.</summary>
    public FailureKind? Reason { get; private set; }

    /// <summary>This command may take so long to end.</summary>
    public void AllowFor(TimeSpan grace) => patience = grace + RenderPatience;

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        lastResort?.Dispose();
        requested.Dispose();
    }

    private void Begin(PosixSignalContext context, FailureKind reason)
    {
        context.Cancel = true; // The default action would end the process before kustomize is stopped.
        Reason ??= reason;
        lastResort ??= time.CreateTimer(_ => Environment.Exit((int)reason), null, patience, Timeout.InfiniteTimeSpan);
        requested.Cancel();
    }
}
