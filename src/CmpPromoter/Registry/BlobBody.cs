namespace CmpPromoter.Registry;

/// <summary>The body of a blob's answer, standing at the byte that was asked for; owns the answer.</summary>
internal sealed class BlobBody(RegistryAnswer answer, Stream content) : IAsyncDisposable
{
    public Stream Content => content;

    /// <summary>The exception for a body that did not come as it must.</summary>
    public RegistryException Fault(RegistryFault fault, string what, Exception? inner = null) => answer.Fault(fault, what, inner);

    public async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        answer.Dispose();
    }
}
