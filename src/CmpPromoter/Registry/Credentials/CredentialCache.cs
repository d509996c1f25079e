using CmpPromoter.Oci;

namespace CmpPromoter.Registry.Credentials;

/// <summary>
/// Keeps what was found for one registry until it is forgotten; whoever comes first fetches for all who wait. Safe for
/// concurrent use.
/// </summary>
internal sealed class CredentialCache(Func<RegistryHost, CancellationToken, Task<RegistryCredential?>> fetch)
{
    private readonly SemaphoreSlim gate = new(1, 1);

    // Replaced whole, so that readers need no lock.
    private volatile Entry? entry;

    public async ValueTask<RegistryCredential?> FindAsync(RegistryHost host, CancellationToken cancellationToken)
    {
        if (entry is { } known && known.Host == host)
        {
            return known.Credential;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (entry is not { } current || current.Host != host)
            {
                current = new Entry(host, await fetch(host, cancellationToken));
                entry = current;
            }

            return current.Credential;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Forget(RegistryCredential refused)
    {
        // Many requests learn of the same refusal; only the first may throw away what was fetched since.
        if (entry is { } known && known.Credential == refused)
        {
            Interlocked.CompareExchange(ref entry, null, known);
        }
    }

    private sealed record Entry(RegistryHost Host, RegistryCredential? Credential);
}
