using CmpPromoter.Diagnostics;

namespace CmpPromoter.Registry;

/// <summary>
/// A blob of a registry: resumed when a connection breaks, verified as it passes, never held in memory or on disk.
/// </summary>
internal sealed class OciBlobSource(BlobDownload download) : IBlobSource
{
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
        new VerifyingStream(await OpenRestAsync(offset: 0, cancellationToken), download.Descriptor, Fault);

    public async Task<Stream> OpenRestAsync(long offset, CancellationToken cancellationToken)
    {
        var content = new ResumingBlobStream(download, offset);
        try
        {
            await content.OpenAsync(cancellationToken);
            return content;
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    private RegistryException Fault(RegistryFault fault, string what) =>
        new(fault, download.Connection.Site.Host, $"GET {SafeText.Of(download.Uri)}: {what}");
}
