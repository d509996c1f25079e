namespace CmpPromoter.Copying;

/// <summary>
/// Lets blobs into transfer: no more at a time than the configuration says, and no more bytes than the link has shown to move
/// within <see cref="Horizon"/>. On a slow link layers then go one after the other and finish, instead of all being half done
/// when a render's time is over; on a fast one the bound is soon out of the way. Safe for concurrent use.
/// </summary>
internal sealed class TransferLimiter(int concurrency, TimeProvider time)
{
    /// <summary>About how long what is under way takes; what a kill at the worst instant can lose.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromSeconds(5);

    /// <summary>Allowed before the link is known: small images never wait.</summary>
    public const long FloorBytes = 64L * 1024 * 1024;

    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly LinkedList<Waiter> waiters = [];
    private int running;
    private long bytesInFlight;
    private long sampleStarted;
    private long sampleBytes;
    private double bytesPerSecond;

    private long AllowedBytes => Math.Max(FloorBytes, (long)(bytesPerSecond * Horizon.TotalSeconds));

    /// <summary>Waits for a place. Whoever fits goes first: a large blob does not hold up small ones.</summary>
    /// <param name="sizeBytes">The blob's size.</param>
    /// <param name="progress">Is told what <see cref="Lease.Report"/> is told.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The place; it is free again when it is disposed.</returns>
    public async Task<Lease> EnterAsync(long sizeBytes, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(sizeBytes);
        lock (gate)
        {
            waiters.AddLast(waiter);
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

        return new Lease(this, sizeBytes, progress);
    }

    private void Withdraw(Waiter waiter)
    {
        lock (gate)
        {
            // It may have been let in between the cancellation and here.
            if (!waiters.Remove(waiter))
            {
                Leave(waiter.SizeBytes);
            }
        }
    }

    /// <summary>Under the lock: lets in, in order of arrival, whoever fits; at least one is always in.</summary>
    private void Admit()
    {
        for (var node = waiters.First; node is not null && running < concurrency;)
        {
            var next = node.Next;
            var sizeBytes = node.Value.SizeBytes;
            if (running == 0 || bytesInFlight + sizeBytes <= AllowedBytes)
            {
                if (running++ == 0)
                {
                    (sampleStarted, sampleBytes) = (time.GetTimestamp(), 0);
                }

                bytesInFlight += sizeBytes;
                waiters.Remove(node);
                node.Value.Admitted.SetResult();
            }

            node = next;
        }
    }

    private void Moved(long bytes)
    {
        lock (gate)
        {
            bytesInFlight -= bytes;
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
    private void Leave(long unmovedBytes)
    {
        running--;
        bytesInFlight -= unmovedBytes;
        Admit();
    }

    /// <summary>A place in transfer, and the progress of what has it.</summary>
    internal sealed class Lease(TransferLimiter limiter, long sizeBytes, IProgress<long> progress) : IProgress<long>, IDisposable
    {
        private long movedBytes;

        /// <param name="value">Bytes sent since the last report; negative when an attempt is given up.</param>
        public void Report(long value)
        {
            movedBytes += value;
            progress.Report(value);
            limiter.Moved(value);
        }

        public void Dispose()
        {
            lock (limiter.gate)
            {
                limiter.Leave(sizeBytes - movedBytes);
            }
        }
    }

    private sealed record Waiter(long SizeBytes)
    {
        public TaskCompletionSource Admitted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
