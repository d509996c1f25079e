namespace CmpPromoter.LocalEcr.Wire;

/// <summary>A line of so many bytes a second that all bodies of one direction share. Thread-safe.</summary>
internal sealed class BandwidthLimiter(long bytesPerSecond, TimeProvider timeProvider)
{
    // Timers wake late, by a millisecond or more for every piece; who was late has not left the line idle.
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(10);

    private readonly Lock gate = new();
    private DateTimeOffset free = DateTimeOffset.MinValue;

    /// <summary>Waits until the line has carried these bytes.</summary>
    public async Task PassAsync(int bytes, CancellationToken cancellationToken)
    {
        if (bytesPerSecond <= 0 || bytes == 0)
        {
            return;
        }

        TimeSpan wait;
        lock (gate)
        {
            var now = timeProvider.GetUtcNow();
            free = (free > now - Lateness ? free : now) + TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
            wait = free - now;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, timeProvider, cancellationToken);
        }
    }
}
