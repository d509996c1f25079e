namespace CmpPromoter.Copying;

/// <summary>What one application has in transfer and what it waits for. Changed under the lock of its limiter only.</summary>
internal sealed class TransferQueue(string owner)
{
    public string Owner { get; } = owner;

    /// <summary>In order of arrival.</summary>
    public LinkedList<TransferWaiter> Waiters { get; } = [];

    public int Running { get; set; }

    /// <summary>Of what is in transfer, what has not moved yet.</summary>
    public long BytesInFlight { get; set; }

    public bool IsIdle => Running == 0 && Waiters.Count == 0;
}

/// <summary>A blob that waits for its place.</summary>
internal sealed class TransferWaiter(TransferQueue queue, long sizeBytes)
{
    public TransferQueue Queue { get; } = queue;

    public long SizeBytes { get; } = sizeBytes;

    /// <summary>When it was let in it was larger than what the link moves within the horizon.</summary>
    public bool IsLong { get; set; }

    public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
