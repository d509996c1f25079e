namespace CmpPromoter.Copying;

/// <summary>Counts what one copy has done so far; read by a progress display while the copy writes. Safe for concurrent use.</summary>
internal sealed class TransferMeter : IProgress<long>
{
    private long plannedBytes;
    private long movedBytes;
    private long reusedBytes;
    private int movedBlobs;
    private int mountedBlobs;
    private int reusedBlobs;
    private int pushedManifests;

    /// <summary>Bytes of the blobs that must move; 0 until that is known.</summary>
    public long PlannedBytes => Interlocked.Read(ref plannedBytes);

    /// <summary>Bytes sent, less those of attempts that were given up.</summary>
    public long MovedBytes => Interlocked.Read(ref movedBytes);

    /// <param name="value">Bytes sent since the last report; negative when an attempt is given up.</param>
    public void Report(long value) => Interlocked.Add(ref movedBytes, value);

    public void BlobPlanned(long sizeBytes) => Interlocked.Add(ref plannedBytes, sizeBytes);

    public void BlobMoved() => Interlocked.Increment(ref movedBlobs);

    /// <summary>The blob did not have to move after all: it was mounted.</summary>
    public void BlobMounted(long sizeBytes)
    {
        Interlocked.Increment(ref mountedBlobs);
        Interlocked.Add(ref reusedBytes, sizeBytes);
        Interlocked.Add(ref plannedBytes, -sizeBytes);
    }

    /// <summary>The blob was at the destination already.</summary>
    public void BlobReused(long sizeBytes)
    {
        Interlocked.Increment(ref reusedBlobs);
        Interlocked.Add(ref reusedBytes, sizeBytes);
    }

    /// <summary>The blob did not have to move after all: another copy moved it.</summary>
    public void BlobShared(long sizeBytes)
    {
        BlobReused(sizeBytes);
        Interlocked.Add(ref plannedBytes, -sizeBytes);
    }

    public void ManifestPushed() => Interlocked.Increment(ref pushedManifests);

    public CopyResult Result(TimeSpan duration) => new()
    {
        MovedBytes = MovedBytes,
        MovedBlobs = movedBlobs,
        MountedBlobs = mountedBlobs,
        ReusedBlobs = reusedBlobs,
        ReusedBytes = Interlocked.Read(ref reusedBytes),
        PushedManifests = pushedManifests,
        Duration = duration,
    };
}
