using System.Globalization;
using System.Net;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Log;
using CmpPromoter.LocalEcr.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CmpPromoter.LocalEcr;

/// <summary>
/// Several AWS accounts' ECR, their token service and the origin of their layers, on loopback in one process. What it
/// answers follows ECR's documentation and what users have reported of it; every peculiarity names its source where it is made.
/// </summary>
public sealed class LocalEcrServer : IAsyncDisposable
{
    private readonly LocalCloud cloud;
    private readonly WebApplication application;
    private readonly List<(Endpoint Endpoint, ListenOptions Listener)> listeners = [];

    private LocalEcrServer(LocalEcrOptions options)
    {
        cloud = new LocalCloud(options);
        // Empty: no settings of whoever's directory this is, and no watcher of its files in each of many servers.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        application = builder.Build();
        var door = new FrontDoor(cloud);
        application.Run(door.ServeAsync);
    }

    /// <summary>
    /// The ECR API of all accounts; which one a request means is told by the access key of its signature.
    /// </summary>
    public Uri ApiEndpoint => Address(AccessOrigin.Api);

    /// <summary>The token service; the same port as the API.</summary>
    public Uri StsEndpoint => ApiEndpoint;

    /// <summary>Where the registries redirect layer downloads to.</summary>
    public Uri LayerOrigin => Address(AccessOrigin.Layer);

    public AccessLog Log => cloud.Log;

    public FaultPlan Faults => cloud.Faults;

    /// <summary>Every registry password handed out so far, for tests that look where they must not show.</summary>
    public IReadOnlyCollection<string> IssuedPasswords => cloud.Tokens.Passwords;

    /// <summary>Every registry of the server, by account and region.</summary>
    public IEnumerable<EcrAccount> Accounts => cloud.Accounts;

    public static async Task<LocalEcrServer> StartAsync(LocalEcrOptions? options = null)
    {
        var server = new LocalEcrServer(options ?? new LocalEcrOptions());
        try
        {
            await server.application.StartAsync();
            server.Publish();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The OCI registry of one account. The other registries' names are understood too, as Host header.
    /// </summary>
    /// <exception cref="ArgumentException">The server has no such registry.</exception>
    public Uri RegistryEndpoint(string accountId, string region = LocalEcrOptions.DefaultRegion) =>
        cloud.RegistryEndpoint(accountId, region);

    /// <exception cref="ArgumentException">The server has no such registry.</exception>
    public EcrAccount Account(string accountId, string region = LocalEcrOptions.DefaultRegion) =>
        cloud.FindAccount(accountId, region)
        ?? throw new ArgumentException(
            $"this server has no account {accountId} in {region}; name it in LocalEcrOptions.Accounts");

    public async ValueTask DisposeAsync()
    {
        // Stalled requests would hold an orderly stop for half a minute.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        try
        {
            await application.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // Being stopped at once is what was asked for.
        }

        await application.DisposeAsync();
        cloud.Dispose();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // Layers are large, and slow on purpose in some tests.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        var options = cloud.Options;
        Listen(kestrel, options.ApiPort, new Endpoint(AccessOrigin.Api, "", LocalEcrOptions.DefaultRegion));
        Listen(kestrel, options.LayerPort, new Endpoint(AccessOrigin.Layer, "", LocalEcrOptions.DefaultRegion));
        var port = options.RegistryPort;
        foreach (var account in cloud.Accounts)
        {
            Listen(
                kestrel,
                port == 0 ? 0 : port++,
                new Endpoint(AccessOrigin.Registry, account.AccountId, account.Region));
        }
    }

    private void Listen(KestrelServerOptions kestrel, int port, Endpoint endpoint) =>
        kestrel.Listen(IPAddress.Loopback, port, listener =>
        {
            listener.Protocols = HttpProtocols.Http1;
            listener.Use(next => connection =>
            {
                connection.Features.Set(endpoint);
                return next(connection);
            });
            if (cloud.Options.Certificate is { } certificate)
            {
                listener.UseHttps(certificate);
            }

            listeners.Add((endpoint, listener));
        });

    private void Publish()
    {
        cloud.LayerUrls.Origin = LayerOrigin;
        foreach (var (endpoint, listener) in listeners.Where(entry => entry.Endpoint.Origin is AccessOrigin.Registry))
        {
            cloud.SetRegistryEndpoint(endpoint.AccountId, endpoint.Region, Address(listener));
        }
    }

    private Uri Address(AccessOrigin origin) =>
        Address(listeners.First(entry => entry.Endpoint.Origin == origin).Listener);

    private Uri Address(ListenOptions listener)
    {
        var scheme = cloud.Options.Certificate is null ? "http" : "https";
        var port = ((IPEndPoint)listener.EndPoint).Port;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{port}"));
    }
}
