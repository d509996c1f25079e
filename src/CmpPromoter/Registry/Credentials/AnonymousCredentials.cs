using CmpPromoter.Oci;

namespace CmpPromoter.Registry.Credentials;

/// <summary>For registries that everybody may ask.</summary>
internal sealed class AnonymousCredentials : ICredentialSource
{
    public ValueTask<RegistryCredential?> FindAsync(RegistryHost host, CancellationToken cancellationToken) =>
        ValueTask.FromResult<RegistryCredential?>(null);

    public void Forget(RegistryCredential refused)
    {
        // What was never given cannot be refused.
    }
}
