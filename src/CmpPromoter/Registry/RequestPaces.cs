namespace CmpPromoter.Registry;

/// <summary>
/// The pace of each kind of request that a registry counts; one for all registries that it counts together. Safe for
/// concurrent use.
/// </summary>
/// <param name="paces">By kind; what is not listed goes unhindered. Owned.</param>
internal sealed class RequestPaces(ImmutableDictionary<RequestKind, RequestPace> paces) : IDisposable
{
    /// <summary>Of a registry that nobody knows to count.</summary>
    public static readonly RequestPaces None = new(ImmutableDictionary<RequestKind, RequestPace>.Empty);

    /// <summary>Completes when a request may be sent; to be called before every sending, repetitions too.</summary>
    public Task WaitAsync(RequestKind? kind, CancellationToken cancellationToken) =>
        Find(kind)?.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>The request was not refused for its rate.</summary>
    public void Passed(RequestKind? kind) => Find(kind)?.Passed();

    /// <summary>The request was refused for its rate.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="retryAfter">How long the registry asked to be left alone.</param>
    public void Throttled(RequestKind? kind, TimeSpan? retryAfter) => Find(kind)?.Throttled(retryAfter);

    public void Dispose()
    {
        foreach (var pace in paces.Values)
        {
            pace.Dispose();
        }
    }

    private RequestPace? Find(RequestKind? kind) => kind is { } known ? paces.GetValueOrDefault(known) : null;
}
