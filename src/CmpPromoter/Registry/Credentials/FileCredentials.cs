using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;

namespace CmpPromoter.Registry.Credentials;

/// <summary>
/// A user name and a password from a file each, as Kubernetes mounts a Secret's keys; read again after a refusal.
/// </summary>
internal sealed class FileCredentials : ICredentialSource
{
    // Tokens of cloud registries have some thousands of characters; a larger file is another file.
    private const int MaxBytes = 64 * 1024;

    private readonly CredentialCache cache;

    public FileCredentials(string userNameFile, string passwordFile)
    {
        cache = new CredentialCache(async (_, cancellationToken) => new RegistryCredential
        {
            UserName = await ReadAsync(userNameFile, "user name", cancellationToken),
            Password = await ReadAsync(passwordFile, "password", cancellationToken),
        });
    }

    public ValueTask<RegistryCredential?> FindAsync(RegistryHost host, CancellationToken cancellationToken) =>
        cache.FindAsync(host, cancellationToken);

    public void Forget(RegistryCredential refused) => cache.Forget(refused);

    private static async Task<string> ReadAsync(string path, string what, CancellationToken cancellationToken)
    {
        var text = (await CredentialFile.ReadAsync(path, what, MaxBytes, cancellationToken)).TrimEnd('\r', '\n');
        return text.Length > 0
            ? text
            : throw new PromoterException(
                FailureKind.Usage, $"Reading the registry's {what}: the file {path} is empty");
    }
}
