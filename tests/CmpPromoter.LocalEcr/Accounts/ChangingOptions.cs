namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>The options of a repository, whose changes may take a while to hold. Thread-safe.</summary>
/// <remarks>https://github.com/aws/containers-roadmap/issues/862</remarks>
internal sealed class ChangingOptions(RepositoryOptions options, TimeProvider timeProvider)
{
    private readonly Lock gate = new();
    private (RepositoryOptions Before, RepositoryOptions After, DateTimeOffset At) change =
        (options, options, DateTimeOffset.MinValue);

    /// <summary>What holds now.</summary>
    public RepositoryOptions Value
    {
        get
        {
            lock (gate)
            {
                return timeProvider.GetUtcNow() >= change.At ? change.After : change.Before;
            }
        }
    }

    public void Change(RepositoryOptions after, TimeSpan delay)
    {
        lock (gate)
        {
            change = (Value, after, timeProvider.GetUtcNow() + delay);
        }
    }
}
