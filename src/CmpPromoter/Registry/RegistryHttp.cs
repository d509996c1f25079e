using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Registry;

/// <summary>
/// Makes the HTTP handler of one registry: it follows nothing, remembers nothing, decodes nothing, and connects to the
/// registry or to what is no closer to this machine than the registry. HTTPS_PROXY and NO_PROXY are honoured.
/// </summary>
internal static class RegistryHttp
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // Registries answer in well under a second; a node's network that needs longer does not come back.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // DNS of load balancers changes; a connection must not outlive it by hours.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ConnectionIdleTimeout = TimeSpan.FromMinutes(1);

    /// <param name="site">The only server that is trusted to be close.</param>
    /// <param name="caFile">PEM certificates trusted besides the system's; absent: the system's only.</param>
    /// <param name="maxConnections">
    /// Per server; registries speak HTTP/1.1, where every stream needs a connection.
    /// </param>
    /// <exception cref="PromoterException">The file cannot be read or holds no certificate.</exception>
    public static SocketsHttpHandler CreateHandler(RegistrySite site, string? caFile, int maxConnections)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            PooledConnectionIdleTimeout = ConnectionIdleTimeout,
            MaxConnectionsPerServer = maxConnections,
            ConnectCallback = (context, cancellationToken) =>
                OutboundAddresses.ConnectAsync(site, context, cancellationToken),
        };
        if (caFile is not null)
        {
            var authorities = ReadAuthorities(caFile);
            handler.SslOptions.RemoteCertificateValidationCallback =
                (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, authorities);
        }

        return handler;
    }

    private static X509Certificate2Collection ReadAuthorities(string caFile)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(caFile);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new PromoterException(
                FailureKind.Usage, $"caFile {caFile} cannot be read as PEM: {fault.Message}", fault);
        }

        return authorities.Count > 0
            ? authorities
            : throw new PromoterException(
                FailureKind.Usage,
                $"caFile {caFile} holds no certificate; give a file with -----BEGIN CERTIFICATE-----");
    }

    private static bool IsTrusted(
        X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        // The extra authorities settle who signed, never for which name.
        if (errors is not SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
        {
            return errors is SslPolicyErrors.None;
        }

        using var ownChain = new X509Chain();
        var policy = ownChain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);

        // A private authority seldom runs a revocation service that a cluster can reach.
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.ExtraStore.AddRange(chain?.ChainPolicy.ExtraStore ?? []);
        using var copy = new X509Certificate2(certificate);
        return ownChain.Build(copy);
    }
}
