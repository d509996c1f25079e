namespace CmpPromoter.LocalEcr.Wire;

/// <summary>A line of so many bytes a second that all bodies of one direction share. Thread-safe.</summary>
internal sealed class BandwidthLimiter(long bytesPerSecond, TimeProvider timeProvider)
{
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
            free = (free > now ? free : now) + TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
            wait = free - now;
        }

        await Task.Delay(wait, timeProvider, cancellationToken);
    }
}
