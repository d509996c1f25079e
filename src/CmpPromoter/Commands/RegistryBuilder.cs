using CmpPromoter.Configuration;
using CmpPromoter.Ecr;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Registry.Credentials;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Commands;

/// <summary>
/// Builds the registries of a configuration. Registries that one AWS principal reaches in one region share its token, and those
/// of one account and region their quotas.
/// </summary>
/// <param name="application">Stands in the session name of an assumed role, which CloudTrail shows; absent outside Argo CD.</param>
/// <param name="searchPath">Where credential helpers are.</param>
/// <param name="concurrency">Streams at the same time, which is connections at the same time.</param>
/// <param name="time">The clock of timeouts, delays and tokens.</param>
/// <param name="loggers">Where the rooms log.</param>
internal sealed class RegistryBuilder(
    string? application, SearchPath searchPath, int concurrency, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    /// <summary>Small calls run beside the streams.</summary>
    private const int ConnectionsForCalls = 8;

    private readonly Random jitter = new();
    private readonly EcrClientFactory clients = new(time: time);
    private readonly Dictionary<EcrClientKey, (EcrPrincipal Principal, EcrTokenSource Tokens)> principals = [];
    private readonly Dictionary<RegistryOptions, EarlyConnection> connections = [];
    private readonly EcrPaces paces = new(time);
    private readonly List<IDisposable> owned = [];

    /// <param name="options">The registry.</param>
    /// <param name="creation">How missing repositories are created; absent for a source, or when they are not.</param>
    public IRegistry Build(RegistryOptions options, RepositoryCreationOptions? creation)
    {
        if (options.Ecr is not { } name)
        {
            return BuildData(options, CredentialsOf(options.Credentials), RequestPaces.None);
        }

        var (principal, tokens) = PrincipalOf(options);
        return new EcrRegistry(
            BuildData(options, tokens, paces.Of(name)), BuildControl(options.Host, name, principal.Client), creation);
    }

    /// <summary>
    /// Gets ready what the first question to a registry that was built would wait for: a connection, and at ECR the credentials.
    /// The registry itself is asked nothing.
    /// </summary>
    /// <exception cref="Exception">Whatever that question will meet as well.</exception>
    public Task WarmUpAsync(RegistryOptions options, CancellationToken cancellationToken) => options.Ecr is null
        ? connections[options].OpenAsync()
        : PrincipalOf(options).Principal.WarmUpAsync(cancellationToken);

    public void Dispose()
    {
        owned.ForEach(one => one.Dispose());
        paces.Dispose();
    }

    /// <summary>A VPC endpoint of ECR's is connected to; what is asked there is the registry, by its name.</summary>
    internal static RegistrySite SiteOf(RegistryOptions options) =>
        options.Type is RegistryType.Ecr && VpcEndpoint.IsOfRegistry(options.Endpoint)
            ? new RegistrySite(options.Host, new Uri($"https://{options.Host}")) { Via = options.Endpoint }
            : new RegistrySite(options.Host, options.Endpoint);

    private OciRegistry BuildData(RegistryOptions options, ICredentialSource credentials, RequestPaces registryPaces)
    {
        var site = SiteOf(options);
        var handler = RegistryHttp.CreateHandler(site, options.CaFile, concurrency + ConnectionsForCalls);
        var early = new EarlyConnection(site.Endpoint, handler.ConnectTimeout, time)
        {
            Via = site.Via,
            Validation = handler.SslOptions.RemoteCertificateValidationCallback,
        };
        early.AttachTo(handler);
        connections[options] = early;
        owned.Add(early);
        var http = new HttpMessageInvoker(handler);
        owned.Add(http);
        return new OciRegistry(
            site, http, credentials, new Patience(), time, NextJitter, loggers.CreateLogger<OciRegistry>(), registryPaces);
    }

    private EcrControlPlane BuildControl(RegistryHost host, EcrHostName name, Amazon.ECR.IAmazonECR client)
    {
        var retry = new RetryPolicy(time, NextJitter, loggers.CreateLogger<EcrCaller>());
        var caller = new EcrCaller(host, paces.Of(name), retry, time);
        return new EcrControlPlane(client, host, name.AccountId, caller, loggers.CreateLogger<EcrControlPlane>());
    }

    private (EcrPrincipal Principal, EcrTokenSource Tokens) PrincipalOf(RegistryOptions options)
    {
        var key = EcrClientKey.Of(options);
        if (!principals.TryGetValue(key, out var found))
        {
            var principal = clients.CreatePrincipal(key, application);
            owned.Add(principal);
            var control = BuildControl(options.Host, options.Ecr!, principal.Client); // Of type ecr.
            found = (principal, new EcrTokenSource(control, time, loggers.CreateLogger<EcrTokenSource>()));
            principals.Add(key, found);
        }

        return found;
    }

    private ICredentialSource CredentialsOf(CredentialOptions? options) => options switch
    {
        { DockerConfigFile: { } file } => new DockerConfigCredentials(file, new CredentialHelper(searchPath, time)),
        { UserNameFile: { } userName, PasswordFile: { } password } => new FileCredentials(userName, password),
        _ => new AnonymousCredentials(),
    };

    private double NextJitter()
    {
        lock (jitter)
        {
            return jitter.NextDouble();
        }
    }
}
