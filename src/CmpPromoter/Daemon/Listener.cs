using CmpPromoter.DaemonApi;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CmpPromoter.Daemon;

/// <summary>Kestrel alone, without a host and without dependency injection, within bounds that hold whoever connects.</summary>
internal static class Listener
{
    // A pod's renders are some dozens at a time; each has one connection.
    private const int MaxRenders = 1024;

    private const int MaxProbes = 64;

    private static readonly TimeSpan HeaderTime = TimeSpan.FromSeconds(10);

    /// <summary>A request is on the same machine: who takes longer over it keeps others from being read.</summary>
    private static readonly MinDataRate BodyRate = new(256 * 1024, TimeSpan.FromSeconds(2));

    public static async Task<KestrelServer> StartAsync(
        Action<KestrelServerOptions> listen, IHttpApplication<HttpContext> application, bool servesRenders, CancellationToken cancellationToken)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = servesRenders ? MaxRenders : MaxProbes;
        options.Limits.MaxRequestBodySize = servesRenders ? WireNames.MaxRequestBytes : 0;
        options.Limits.MinRequestBodyDataRate = BodyRate;
        options.Limits.RequestHeadersTimeout = HeaderTime;
        options.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        options.Limits.MaxRequestHeaderCount = 32;
        options.Limits.MaxRequestHeadersTotalSize = 8 * 1024;
        options.Limits.MaxRequestLineSize = 4 * 1024;
        listen(options);
        options.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(application, cancellationToken);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }
}
