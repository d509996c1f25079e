using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CmpPromoter.Registry;

/// <summary>The system's certificate authorities, which the first TLS handshake of a process reads from some hundred files.</summary>
internal static class SystemTrust
{
    /// <summary>Reads them now, on another thread, so that no handshake has to.</summary>
    public static Task LoadAsync() => Task.Run(Load, CancellationToken.None);

    private static void Load()
    {
        try
        {
            using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            foreach (var certificate in store.Certificates)
            {
                certificate.Dispose();
            }
        }
        catch (CryptographicException)
        {
            // Whoever needs them says what is wrong with them, and for which server.
        }
    }
}
