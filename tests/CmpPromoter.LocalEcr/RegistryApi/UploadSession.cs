using CmpPromoter.LocalEcr.Layers;

namespace CmpPromoter.LocalEcr.RegistryApi;

/// <summary>
/// One upload under way, over the registry protocol or the API: its parts come one after another and follow each other
/// without a gap. Requests take turns.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_UploadLayerPart.html</remarks>
internal sealed class UploadSession(string id, string repositoryArn, BlobSpool spool, LocalEcrOptions options)
    : IDisposable
{
    /// <summary>
    /// ECR's own part, at which the Range header stops: https://github.com/aws/containers-roadmap/issues/2831.
    /// </summary>
    public const long PartBytes = 10 * 1024 * 1024;

    /// <summary>
    /// LayerPartTooSmallException:
    /// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CompleteLayerUpload.html.
    /// </summary>
    private const long MinPartBytes = 5 * 1024 * 1024;

    private int parts;
    private long partStart;
    private bool isPartOpen;
    private long lastPartBytes;

    public string Id => id;

    public string RepositoryArn => repositoryArn;

    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Completed, refused or deleted, while a request was waiting for its turn.</summary>
    public bool IsOver { get; set; }

    /// <summary>What the Range header says for ever after the first part; absent before.</summary>
    public long? FirstPartBytes { get; private set; }

    /// <summary>A part that was not the last one was smaller than parts must be.</summary>
    public bool HasSmallPart { get; private set; }

    public bool IsEmpty => spool.SizeBytes == 0;

    public BlobSpool Spool => spool;

    /// <summary>What has come since the part began; what a broken connection has left of it is its beginning.</summary>
    public long OpenBytes => isPartOpen ? spool.SizeBytes - partStart : 0;

    /// <summary>Opens a part, or goes on with one whose connection broke.</summary>
    /// <exception cref="EcrException">It does not follow what is there, or there are too many.</exception>
    public void BeginPart(long firstByte)
    {
        // A retry from byte 0 into a session that has bytes is refused with the offset in words:
        // https://github.com/apple/containerization/issues/790
        if (firstByte != spool.SizeBytes)
        {
            throw EcrErrors.PartNotConsecutive(firstByte, spool.SizeBytes);
        }

        if (isPartOpen)
        {
            return;
        }

        if (parts >= options.MaxLayerParts)
        {
            throw EcrErrors.LimitExceeded($"The layer has more than {options.MaxLayerParts} parts");
        }

        HasSmallPart |= parts > 0 && lastPartBytes < MinPartBytes;
        (isPartOpen, partStart) = (true, firstByte);
    }

    /// <exception cref="EcrException">The layer is too large.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        spool.Append(bytes);
        if (spool.SizeBytes > options.MaxLayerBytes)
        {
            throw EcrErrors.LimitExceeded($"The layer exceeds the maximum size of {options.MaxLayerBytes} bytes");
        }
    }

    public void EndPart()
    {
        lastPartBytes = OpenBytes;
        isPartOpen = false;
        parts++;
        FirstPartBytes ??= Math.Min(spool.SizeBytes, PartBytes);
    }

    public void Dispose()
    {
        spool.Dispose();
        Turn.Dispose();
    }
}
