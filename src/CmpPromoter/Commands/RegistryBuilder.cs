using CmpPromoter.Configuration;
using CmpPromoter.Ecr;
using CmpPromoter.Registry;
using CmpPromoter.Registry.Credentials;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Commands;

/// <summary>
/// Builds the registries of a configuration. Registries that one AWS principal reaches in one region share its token, and those
/// of one account and region their quota of pushes.
/// </summary>
/// <param name="application">Stands in the session name of an assumed role, which CloudTrail shows; absent outside Argo CD.</param>
/// <param name="concurrency">Streams at the same time, which is connections at the same time.</param>
/// <param name="time">The clock of timeouts, delays and tokens.</param>
/// <param name="loggers">Where the rooms log.</param>
internal sealed class RegistryBuilder(string? application, int concurrency, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    /// <summary>Small calls run beside the streams.</summary>
    private const int ConnectionsForCalls = 8;

    /// <summary>
    /// ECR's default quota of PutImage, per account and region; the scarcest by a factor of ten, and shared with every
    /// other client of the account. A higher one is not used up, a lower one is found by its refusals.
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html</remarks>
    private const int PushesPerSecond = 10;

    /// <summary>ECR does not say how large its bucket is; half a second's worth leaves room for others.</summary>
    private const int PushBurst = 5;

    private readonly Random jitter = new();
    private readonly EcrClientFactory clients = new();
    private readonly Dictionary<EcrClientKey, (Amazon.ECR.IAmazonECR Client, EcrTokenSource Tokens)> principals = [];
    private readonly Dictionary<(string AccountId, string Region), RequestPace> pushPaces = [];
    private readonly List<IDisposable> owned = [];

    /// <param name="options">The registry.</param>
    /// <param name="creation">How missing repositories are created; absent for a source, or when they are not.</param>
    public IRegistry Build(RegistryOptions options, RepositoryCreationOptions? creation)
    {
        if (options.Ecr is not { } name)
        {
            return BuildData(options, CredentialsOf(options.Credentials), pushPace: null);
        }

        var (client, tokens) = PrincipalOf(options);
        var control = new EcrControlPlane(client, options.Host, name.AccountId, loggers.CreateLogger<EcrControlPlane>());
        return new EcrRegistry(BuildData(options, tokens, PushPaceOf(name)), control, creation);
    }

    public void Dispose() => owned.ForEach(one => one.Dispose());

    private OciRegistry BuildData(RegistryOptions options, ICredentialSource credentials, RequestPace? pushPace)
    {
        var site = new RegistrySite(options.Host, options.Endpoint);
        var http = new HttpMessageInvoker(RegistryHttp.CreateHandler(site, options.CaFile, concurrency + ConnectionsForCalls));
        owned.Add(http);
        return new OciRegistry(site, http, credentials, new Patience(), time, NextJitter, loggers.CreateLogger<OciRegistry>(), pushPace);
    }

    private RequestPace PushPaceOf(EcrHostName name)
    {
        if (!pushPaces.TryGetValue((name.AccountId, name.Region), out var pace))
        {
            pace = new RequestPace(PushesPerSecond, PushBurst, time);
            owned.Add(pace);
            pushPaces.Add((name.AccountId, name.Region), pace);
        }

        return pace;
    }

    private (Amazon.ECR.IAmazonECR Client, EcrTokenSource Tokens) PrincipalOf(RegistryOptions options)
    {
        var key = EcrClientKey.Of(options);
        if (!principals.TryGetValue(key, out var principal))
        {
            var client = clients.Create(key, application);
            owned.Add(client);
            var control = new EcrControlPlane(client, options.Host, options.Ecr!.AccountId, loggers.CreateLogger<EcrControlPlane>()); // Of type ecr.
            principal = (client, new EcrTokenSource(control, time, loggers.CreateLogger<EcrTokenSource>()));
            principals.Add(key, principal);
        }

        return principal;
    }

    private ICredentialSource CredentialsOf(CredentialOptions? options) => options switch
    {
        { DockerConfigFile: { } file } => new DockerConfigCredentials(file, new CredentialHelper("", time)),
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
