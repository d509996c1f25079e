namespace CmpPromoter.LocalEcr.Layers;

/// <summary>A small blob in memory.</summary>
internal sealed class MemoryContent(byte[] bytes) : IBlobContent
{
    public long SizeBytes => bytes.Length;

    public Stream Open(long offset) =>
        new MemoryStream(bytes, (int)offset, bytes.Length - (int)offset, writable: false);
}
