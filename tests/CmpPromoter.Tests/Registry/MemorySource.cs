using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Registry;

/// <summary>A blob at hand, which counts how often it was opened.</summary>
internal sealed class MemorySource(byte[] content) : IBlobSource
{
    public int Openings { get; private set; }

    /// <summary>Where it was opened again.</summary>
    public List<long> RestOffsets { get; } = [];

    public Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        Openings++;
        return Task.FromResult<Stream>(new MemoryStream(content, writable: false));
    }

    public Task<Stream> OpenRestAsync(long offset, CancellationToken cancellationToken)
    {
        RestOffsets.Add(offset);
        return Task.FromResult<Stream>(
            new MemoryStream(content, (int)offset, content.Length - (int)offset, writable: false));
    }
}
