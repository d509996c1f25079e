namespace CmpPromoter.Copying;

/// <summary>
/// Lets blobs into transfer: no more at a time than the configuration says, and no more bytes than the link has shown to move
/// within <see cref="Horizon"/>. On a slow link layers then go one after the other and finish, instead of all being half done
/// when a render's time is over; on a fast one the bound is soon out of the way. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Applications take turns, and each has its share of the bytes: one that has nothing in transfer never waits for another's
/// large layer, only for a place. What takes longer than the horizon leaves one place to what does not.
/// </remarks>
internal sealed class TransferLimiter(int concurrency, TimeProvider time)
{
    /// <summary>About how long what is under way takes; what a kill at the worst instant can lose.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromSeconds(5);

    /// <summary>Allowed before the link is known: small images never wait.</summary>
    public const long FloorBytes = 64L * 1024 * 1024;

    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly LinkedList<TransferQueue> queues = [];
    private int running;
    private int runningLong;
    private long sampleStarted;
    private long sampleBytes;
    private double bytesPerSecond;

    private long AllowedBytes => Math.Max(FloorBytes, (long)(bytesPerSecond * Horizon.TotalSeconds));

    /// <summary>Waits for a place. Of one application's blobs whoever fits goes first: a large one does not hold up small ones.</summary>
    /// <param name="owner">The application; those without a name are one.</param>
    /// <param name="sizeBytes">The blob's size.</param>
    /// <param name="progress">Is told what <see cref="Lease.Report"/> is told.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The place; it is free again when it is disposed.</returns>
    public async Task<Lease> EnterAsync(string owner, long sizeBytes, IProgress<long> progress, CancellationToken cancellationToken)
    {
        TransferWaiter waiter;
        lock (gate)
        {
            waiter = new TransferWaiter(QueueOf(owner), sizeBytes);
            waiter.Queue.Waiters.AddLast(waiter);
            Admit();
        }

        try
        {
            await waiter.Admitted.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Withdraw(waiter);
            throw;
        }

        return new Lease(this, waiter, progress);
    }

    /// <summary>Under the lock.</summary>
    private TransferQueue QueueOf(string owner)
    {
        if (queues.FirstOrDefault(queue => queue.Owner == owner) is { } known)
        {
            return known;
        }

        var queue = new TransferQueue(owner);
        queues.AddLast(queue);
        return queue;
    }

    private void Withdraw(TransferWaiter waiter)
    {
        lock (gate)
        {
            // It may have been let in between the cancellation and here.
            if (waiter.Queue.Waiters.Remove(waiter))
            {
                Forget(waiter.Queue);
            }
            else
            {
                Leave(waiter, waiter.SizeBytes);
            }
        }
    }

    /// <summary>Under the lock: lets in whoever fits, one of each application in turn; at least one is always in.</summary>
    private void Admit()
    {
        for (var node = queues.First; node is not null && running < concurrency;)
        {
            var queue = node.Value;
            if (queue.Waiters.FirstOrDefault(Fits) is not { } waiter)
            {
                node = node.Next;
                continue;
            }

            Start(waiter);

            // It comes again after all others.
            queues.Remove(node);
            queues.AddLast(node);
            node = queues.First;
        }
    }

    /// <summary>Under the lock.</summary>
    private bool Fits(TransferWaiter waiter)
    {
        if (running == 0)
        {
            return true;
        }

        if (IsLong(waiter) && runningLong >= concurrency - 1)
        {
            return false;
        }

        return waiter.Queue.Running == 0
            || waiter.Queue.BytesInFlight + waiter.SizeBytes <= AllowedBytes / queues.Count;
    }

    private bool IsLong(TransferWaiter waiter) => waiter.SizeBytes > AllowedBytes;

    /// <summary>Under the lock.</summary>
    private void Start(TransferWaiter waiter)
    {
        if (running++ == 0)
        {
            (sampleStarted, sampleBytes) = (time.GetTimestamp(), 0);
        }

        waiter.IsLong = IsLong(waiter);
        runningLong += waiter.IsLong ? 1 : 0;
        waiter.Queue.Running++;
        waiter.Queue.BytesInFlight += waiter.SizeBytes;
        waiter.Queue.Waiters.Remove(waiter);
        waiter.Admitted.SetResult();
    }

    private void Moved(TransferQueue queue, long bytes)
    {
        lock (gate)
        {
            queue.BytesInFlight -= bytes;
            sampleBytes += bytes;
            var elapsed = time.GetElapsedTime(sampleStarted);
            if (elapsed < Sample)
            {
                return;
            }

            // Half old, half new: follows a link within a second and is not misled by one burst.
            var measured = Math.Max(0, sampleBytes) / elapsed.TotalSeconds;
            bytesPerSecond = bytesPerSecond == 0 ? measured : (bytesPerSecond + measured) / 2;
            (sampleStarted, sampleBytes) = (time.GetTimestamp(), 0);
            Admit();
        }
    }

    /// <summary>Under the lock.</summary>
    private void Leave(TransferWaiter waiter, long unmovedBytes)
    {
        running--;
        runningLong -= waiter.IsLong ? 1 : 0;
        waiter.Queue.Running--;
        waiter.Queue.BytesInFlight -= unmovedBytes;
        Forget(waiter.Queue);
        Admit();
    }

    /// <summary>Under the lock: who has nothing to do takes no share.</summary>
    private void Forget(TransferQueue queue)
    {
        if (queue.IsIdle)
        {
            queues.Remove(queue);
        }
    }

    /// <summary>A place in transfer, and the progress of what has it.</summary>
    internal sealed class Lease(TransferLimiter limiter, TransferWaiter waiter, IProgress<long> progress) : IProgress<long>, IDisposable
    {
        private long movedBytes;

        /// <param name="value">Bytes sent since the last report; negative when an attempt is given up.</param>
        public void Report(long value)
        {
            movedBytes += value;
            progress.Report(value);
            limiter.Moved(waiter.Queue, value);
        }

        public void Dispose()
        {
            lock (limiter.gate)
            {
                limiter.Leave(waiter, waiter.SizeBytes - movedBytes);
            }
        }
    }
}
