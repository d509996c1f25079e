using CmpPromoter.LocalEcr.Layers;

namespace CmpPromoter.LocalEcr.RegistryApi;

/// <summary>One upload under way. Requests take turns, as the parts of a layer come one after another.</summary>
internal sealed class UploadSession(string id, string repositoryArn, BlobSpool spool) : IDisposable
{
    public string Id => id;

    public string RepositoryArn => repositoryArn;

    public BlobSpool Spool => spool;

    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Completed, refused or deleted, while a request was waiting for its turn.</summary>
    public bool IsOver { get; set; }

    /// <summary>What the Range header says for ever after the first part.</summary>
    public long? FirstPartBytes { get; set; }

    /// <summary>A part that was not the last one was smaller than parts must be.</summary>
    public bool HasSmallPart { get; set; }

    /// <summary>The size of the part that came last, which alone may be small.</summary>
    public long LastPartBytes { get; set; }

    public void Dispose()
    {
        spool.Dispose();
        Turn.Dispose();
    }
}
