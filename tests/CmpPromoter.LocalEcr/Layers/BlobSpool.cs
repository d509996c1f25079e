using System.Security.Cryptography;

namespace CmpPromoter.LocalEcr.Layers;

/// <summary>
/// Content on its way in, hashed as it passes; moves from memory to a file when it grows beyond 1 MiB. Not thread-safe.
/// </summary>
internal sealed class BlobSpool(string path, bool discard) : IDisposable
{
    private const int MaxMemoryBytes = 1024 * 1024;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream memory = new();
    private FileStream? file;
    private bool isKept;

    public long SizeBytes { get; private set; }

    // Synchronous: content that is hashed is kept too, also when its sender goes away at that moment.
    public void Append(ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(bytes);
        SizeBytes += bytes.Length;
        if (SizeBytes <= MaxMemoryBytes)
        {
            memory.Write(bytes);
        }
        else if (!discard)
        {
            if (file is null)
            {
                file = new FileStream(
                    path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: false);
                memory.WriteTo(file);
            }

            file.Write(bytes);
        }
    }

    /// <summary>The digest of all content so far.</summary>
    public string Digest() => Digests.FromHash(hash.GetCurrentHash());

    /// <summary>The content for good; the spool must not be used afterwards.</summary>
    public IBlobContent Keep()
    {
        isKept = true;
        file?.Dispose();
        return SizeBytes <= MaxMemoryBytes
            ? new MemoryContent(memory.ToArray())
            : discard ? new DiscardedContent(SizeBytes) : new FileContent(path, SizeBytes);
    }

    public void Dispose()
    {
        hash.Dispose();
        memory.Dispose();
        file?.Dispose();
        if (!isKept && file is not null)
        {
            File.Delete(path);
        }
    }
}
