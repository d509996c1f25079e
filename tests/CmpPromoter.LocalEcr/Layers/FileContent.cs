namespace CmpPromoter.LocalEcr.Layers;

/// <summary>A blob in a file of the server's own directory.</summary>
internal sealed class FileContent(string path, long sizeBytes) : IBlobContent
{
    public long SizeBytes => sizeBytes;

    public Stream Open(long offset)
    {
        var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: false);
        stream.Seek(offset, SeekOrigin.Begin);
        return stream;
    }
}
