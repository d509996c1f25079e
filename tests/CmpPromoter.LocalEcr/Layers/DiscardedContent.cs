namespace CmpPromoter.LocalEcr.Layers;

/// <summary>A blob of which only digest and size were kept; see <see cref="LocalEcrOptions.DiscardUploads"/>.</summary>
internal sealed class DiscardedContent(long sizeBytes) : IBlobContent
{
    public long SizeBytes => sizeBytes;

    public Stream Open(long offset) =>
        throw new NotSupportedException("this layer was uploaded with DiscardUploads; seed it to be able to read it");
}
