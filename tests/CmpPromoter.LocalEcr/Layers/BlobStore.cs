using System.Collections.Concurrent;

namespace CmpPromoter.LocalEcr.Layers;

/// <summary>
/// All content by digest, whichever account has it: what counts as present is decided by each repository's own list.
/// Content above 1 MiB lies in files, which are deleted on dispose.
/// </summary>
internal sealed class BlobStore(bool discardUploads) : IDisposable
{
    private readonly ConcurrentDictionary<string, IBlobContent> contents = new();
    private readonly ConcurrentDictionary<(int Seed, long SizeBytes), string> generated = new();
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("local-ecr-");

    public IBlobContent? Find(string digest) => contents.GetValueOrDefault(digest);

    public string Add(byte[] bytes)
    {
        var digest = Digests.Of(bytes);
        contents.TryAdd(digest, new MemoryContent(bytes));
        return digest;
    }

    /// <summary>Generated content is hashed once, however many repositories get it.</summary>
    /// <returns>Its digest.</returns>
    public string Add(IBlobContent content)
    {
        var digest = content is GeneratedContent known
            ? generated.GetOrAdd((known.Seed, known.SizeBytes), _ => Hash(content))
            : Hash(content);
        Add(digest, content);
        return digest;
    }

    /// <summary>The first copy of some content stays, unless it was discarded.</summary>
    public void Add(string digest, IBlobContent content) =>
        contents.AddOrUpdate(digest, content, (_, known) => known is DiscardedContent ? content : known);

    /// <summary>Takes what has arrived, unless the same content is there already.</summary>
    public void Keep(BlobSpool spool)
    {
        var digest = spool.Digest();
        if (Find(digest) is null)
        {
            Add(digest, spool.Keep());
        }
    }

    public BlobSpool Receive() => new(Path.Combine(directory.FullName, Guid.NewGuid().ToString("n")), discardUploads);

    public void Dispose() => directory.Delete(recursive: true);

    private static string Hash(IBlobContent content)
    {
        using var stream = content.Open(0);
        return Digests.Of(stream);
    }
}
