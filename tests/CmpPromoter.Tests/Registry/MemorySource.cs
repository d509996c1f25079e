using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Registry;

/// <summary>A blob at hand, which counts how often it was opened.</summary>
internal sealed class MemorySource(byte[] content) : IBlobSource
{
    public int Openings { get; private set; }

    public Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        Openings++;
        return Task.FromResult<Stream>(new MemoryStream(content, writable: false));
    }
}
