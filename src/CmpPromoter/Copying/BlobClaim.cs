using CmpPromoter.Oci;

namespace CmpPromoter.Copying;

/// <summary>
/// What one copy leads of the blobs that it shares with other repositories. Its end frees whoever waits for what it did not
/// finish. Safe for concurrent use: its blobs move side by side.
/// </summary>
internal sealed class BlobClaim(SharedBlobs shared, RepositoryName repository, BusyClock sending) : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<Digest> led = [];
    private bool isOver;

    /// <summary>Leads whatever of these no other repository does; all at once, so that two images seldom split them.</summary>
    public void Lead(ImmutableArray<Descriptor> blobs)
    {
        lock (gate)
        {
            led.AddRange(shared.Lead(repository, blobs, sending));
        }
    }

    /// <summary>The copy sends a blob, or waits in the queue for the link, until the result is disposed.</summary>
    public IDisposable Send() => sending.Begin();

    /// <inheritdoc cref="SharedBlobs.FindAsync"/>
    public Task<RepositoryName?> FindAsync(Descriptor blob, CancellationToken cancellationToken) =>
        shared.FindAsync(repository, blob, () => TryLead(blob), cancellationToken);

    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
            shared.Release(repository, led);
        }
    }

    private bool TryLead(Descriptor blob)
    {
        lock (gate)
        {
            if (isOver)
            {
                // Another copy into the same repository goes on with a blob that this one has begun: it sends it, and
                // nobody is told when.
                return true;
            }

            var leads = shared.Lead(repository, [blob], sending);
            led.AddRange(leads);
            return !leads.IsEmpty;
        }
    }
}
