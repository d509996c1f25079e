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
    private readonly Dictionary<EcrClientKey, (Amazon.ECR.IAmazonECR Client, EcrTokenSource Tokens)> principals = [];
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

        var (client, tokens) = PrincipalOf(options);
        return new EcrRegistry(BuildData(options, tokens, paces.Of(name)), BuildControl(options.Host, name, client), creation);
    }

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
        var http = new HttpMessageInvoker(RegistryHttp.CreateHandler(site, options.CaFile, concurrency + ConnectionsForCalls));
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

    private (Amazon.ECR.IAmazonECR Client, EcrTokenSource Tokens) PrincipalOf(RegistryOptions options)
    {
        var key = EcrClientKey.Of(options);
        if (!principals.TryGetValue(key, out var principal))
        {
            var client = clients.Create(key, application);
            owned.Add(client);
            var control = BuildControl(options.Host, options.Ecr!, client); // Of type ecr.
            principal = (client, new EcrTokenSource(control, time, loggers.CreateLogger<EcrTokenSource>()));
            principals.Add(key, principal);
        }

        return principal;
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
