namespace CmpPromoter.Registry;

/// <summary>The body of a blob's answer, read forward from some byte; a stall ends it. Owns the answer.</summary>
internal sealed class BlobBody(
    RegistryAnswer answer, Stream content, Transport transport) : IAsyncDisposable, IDisposable
{
    private readonly SilenceTimer timer = transport.CreateTimer();

    /// <returns>0 at the end of the body.</returns>
    /// <exception cref="RegistryException">The connection broke or stalled.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.RunAsync(
                transport.Patience.Stall, token => content.ReadAsync(buffer, token), cancellationToken);
        }
        catch (Exception fault) when (TransportFault.Is(fault))
        {
            throw Broken($"the connection broke ({fault.Message})", fault);
        }
    }

    /// <summary>The exception for a body that did not come to its end.</summary>
    public RegistryException Broken(string what, Exception? inner = null) =>
        answer.Fault(RegistryFault.Broken, what, inner);

    public async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        Dispose();
    }

    public void Dispose()
    {
        content.Dispose();
        timer.Dispose();
        answer.Dispose();
    }
}
