namespace CmpPromoter.LocalEcr.Quotas;

/// <summary>So many takes a second, with bursts of one second's worth. Thread-safe.</summary>
internal sealed class TokenBucket(int perSecond, TimeProvider timeProvider)
{
    private readonly Lock gate = new();
    private double tokens = perSecond;
    private long filledAt = timeProvider.GetTimestamp();

    public bool TryTake()
    {
        lock (gate)
        {
            var now = timeProvider.GetTimestamp();
            tokens = Math.Min(
                perSecond, tokens + (timeProvider.GetElapsedTime(filledAt, now).TotalSeconds * perSecond));
            filledAt = now;
            if (tokens < 1)
            {
                return false;
            }

            tokens--;
            return true;
        }
    }
}
