using System.Collections.Concurrent;
using CmpPromoter.LocalEcr.Accounts;

namespace CmpPromoter.LocalEcr.Quotas;

/// <summary>
/// One token bucket per account, region and API, which both the API and the registry protocol draw from. Thread-safe.
/// </summary>
internal sealed class QuotaLedger(EcrQuotas? quotas, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<(EcrAccount Account, string Action), TokenBucket> buckets = new();

    /// <exception cref="EcrException">The bucket is empty.</exception>
    public void Draw(EcrAccount account, string action)
    {
        if (quotas?.Of(action) is { } perSecond
            && !buckets.GetOrAdd((account, action), _ => new TokenBucket(perSecond, timeProvider)).TryTake())
        {
            throw EcrErrors.Throttled();
        }
    }
}
