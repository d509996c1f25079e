using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Registry;

/// <summary>
/// Gives the given credentials one after another: the next one when the one before was forgotten, none at their end.
/// </summary>
internal sealed class StaticCredentials(params RegistryCredential[] credentials) : ICredentialSource
{
    private int current;

    public int Forgotten => current;

    public static RegistryCredential User(string password, bool isIdentityToken = false) =>
        new() { UserName = "user", Password = password, IsIdentityToken = isIdentityToken };

    public ValueTask<RegistryCredential?> FindAsync(RegistryHost host, CancellationToken cancellationToken) =>
        ValueTask.FromResult(current < credentials.Length ? credentials[current] : null);

    public void Forget(RegistryCredential refused)
    {
        if (current < credentials.Length && credentials[current] == refused)
        {
            current++;
        }
    }
}
