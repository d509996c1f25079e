using CmpPromoter.Oci;

namespace CmpPromoter.Copying;

/// <summary>Counts what one copy has done so far; read by a progress display while the copy writes. Safe for concurrent use.</summary>
internal sealed class TransferMeter : IProgress<long>
{
    private readonly Lock gate = new();
    private readonly Dictionary<Digest, Descriptor> awaited = [];
    private readonly HashSet<Digest> begun = [];
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

    /// <summary>Blobs that must move and of which it is not known whether this copy will send them.</summary>
    public ImmutableArray<Descriptor> AwaitedBlobs
    {
        get
        {
            lock (gate)
            {
                return [.. awaited.Values];
            }
        }
    }

    /// <summary>Blobs that this copy sends or has sent.</summary>
    public ImmutableArray<Digest> BegunBlobs
    {
        get
        {
            lock (gate)
            {
                return [.. begun];
            }
        }
    }

    /// <param name="bytes">Must move besides, of blobs that nobody tells apart; negative when they need not after all.</param>
    public void Planned(long bytes) => Interlocked.Add(ref plannedBytes, bytes);

    public void BlobPlanned(Descriptor blob)
    {
        lock (gate)
        {
            awaited[blob.Digest] = blob;
        }

        Planned(blob.SizeBytes);
    }

    /// <summary>It is this copy that sends the blob, now or as soon as the link is free.</summary>
    public void BlobBegun(Descriptor blob)
    {
        lock (gate)
        {
            awaited.Remove(blob.Digest);
            begun.Add(blob.Digest);
        }
    }

    public void BlobMoved() => Interlocked.Increment(ref movedBlobs);

    /// <summary>The blob did not have to move after all: it was mounted.</summary>
    public void BlobMounted(Descriptor blob)
    {
        Interlocked.Increment(ref mountedBlobs);
        Interlocked.Add(ref reusedBytes, blob.SizeBytes);
        Spare(blob);
    }

    /// <summary>The blob was at the destination already.</summary>
    public void BlobReused(Descriptor blob)
    {
        Interlocked.Increment(ref reusedBlobs);
        Interlocked.Add(ref reusedBytes, blob.SizeBytes);
    }

    /// <summary>The blob did not have to move after all: another copy moved it.</summary>
    public void BlobShared(Descriptor blob)
    {
        BlobReused(blob);
        Spare(blob);
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

    private void Spare(Descriptor blob)
    {
        lock (gate)
        {
            awaited.Remove(blob.Digest);
        }

        Planned(-blob.SizeBytes);
    }
}
