using CmpPromoter.Oci;

namespace CmpPromoter.Registry;

/// <summary>
/// Where the user name and password for a registry come from. Safe for concurrent use; concurrent callers share one
/// fetch.
/// </summary>
internal interface ICredentialSource
{
    /// <returns><c>null</c> when this registry is to be asked anonymously.</returns>
    /// <exception cref="RegistryException">The registry's own service would not issue one.</exception>
    /// <exception cref="Diagnostics.PromoterException">Credentials are configured and cannot be had; the message says which and why.</exception>
    ValueTask<RegistryCredential?> FindAsync(RegistryHost host, CancellationToken cancellationToken);

    /// <summary>
    /// The registry refused <paramref name="refused"/>; the next <see cref="FindAsync"/> must not answer from a cache
    /// that holds it.
    /// </summary>
    void Forget(RegistryCredential refused);
}
