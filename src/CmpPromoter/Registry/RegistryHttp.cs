using System.Net;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Registry;

/// <summary>
/// Makes the HTTP handler of one registry: it follows nothing, remembers nothing, decodes nothing, and connects to the
/// registry or to what is no closer to this machine than the registry. HTTPS_PROXY and NO_PROXY are honoured.
/// </summary>
internal static class RegistryHttp
{
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
            handler.SslOptions.RemoteCertificateValidationCallback = PrivateAuthorities.CreateValidation(caFile);
        }

        return handler;
    }
}
