using System.Runtime.InteropServices;

namespace CmpPromoter.LocalEcr;

/// <summary>Tells of SIGINT and SIGTERM from the moment it is made, so that no signal comes too early for it.</summary>
/// <remarks>
/// System.CommandLine's own handler is registered after the first wait of a command's action. A process that a script
/// has started in its background ignores SIGINT, as the shell tells it to; SIGTERM ends it.
/// </remarks>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    public Interruption()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true; // The process ends by itself, and takes its files with it.
        source.Cancel();
    }
}
