namespace CmpPromoter.Registry.Authorization;

/// <summary>
/// One scope's token, fetched when it is needed and by one caller for all who wait. Safe for concurrent use.
/// </summary>
internal sealed class TokenSlot(TimeProvider time)
{
    // A window of fixed length could be longer than a short-lived token's life, and nothing would ever be cached.
    private const double UsableShare = 0.75;

    // Never disposed: it has no wait handle, and lives as long as its registry.
    private readonly SemaphoreSlim gate = new(1, 1);
    private string? token;
    private long usableUntil;

    /// <param name="refused">
    /// The token that the registry would not take, or the caller has none; the cached one is used if it is another.
    /// </param>
    /// <param name="fetch">Asks the token service.</param>
    /// <param name="cancellationToken">Ends this caller's wait; another one fetches then.</param>
    public async Task<string> GetAsync(
        string? refused, Func<CancellationToken, Task<AccessToken>> fetch, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (token is { } cached && cached != refused && time.GetTimestamp() < usableUntil)
            {
                return cached;
            }

            // The life is counted from the question: the answer took some of it.
            var asked = time.GetTimestamp();
            var fresh = await fetch(cancellationToken);
            token = fresh.Value;
            usableUntil = asked + (long)(fresh.Life.TotalSeconds * UsableShare * time.TimestampFrequency);
            return fresh.Value;
        }
        finally
        {
            gate.Release();
        }
    }
}
