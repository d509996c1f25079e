using CmpPromoter.Diagnostics;

namespace CmpPromoter.Registry;

/// <summary>
/// A blob of a registry: resumed when a connection breaks, verified as it passes, never held in memory or on disk.
/// </summary>
internal sealed class OciBlobSource(BlobDownload download) : IBlobSource
{
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var content = new ResumingBlobStream(download);
        try
        {
            await content.OpenAsync(cancellationToken);
            return new VerifyingStream(content, download.Descriptor, Fault);
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
