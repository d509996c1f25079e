using Amazon;
using Amazon.ECR;
using Amazon.ECR.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.SecurityToken;
using CmpPromoter.Diagnostics;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>
/// Makes ECR clients: the right place, bounded time-outs, no retries of their own, and the role that the configuration
/// asks for.
/// </summary>
/// <param name="ambient">
/// The credentials to begin with; absent: the SDK's default chain, from the environment to the instance's role.
/// </param>
/// <param name="stsEndpoint">
/// Where STS really is; absent: the endpoint of the registry's own region, or what AWS_ENDPOINT_URL_STS says.
/// </param>
/// <param name="http">Makes the SDK's HTTP clients; absent: <see cref="AwsHttp"/>.</param>
/// <param name="time">The clock of time-outs; absent: the system's.</param>
internal sealed class EcrClientFactory(
    AWSCredentials? ambient = null, Uri? stsEndpoint = null, HttpClientFactory? http = null, TimeProvider? time = null)
{
    /// <summary>A batch answers within a second; one that takes this long is better asked again.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    private readonly TimeProvider clock = time ?? TimeProvider.System;

    /// <param name="key">What the client is for.</param>
    /// <param name="application">
    /// Stands in the assumed role's session name, which CloudTrail shows; absent where one client serves many.
    /// </param>
    /// <exception cref="PromoterException">The key's caFile cannot be used.</exception>
    public AmazonECRClient Create(EcrClientKey key, string? application) =>
        SingleAttemptEcrClient.Create(CredentialsOf(key, application), ConfigOf(key));

    /// <summary>The same for whoever knows some time before that he will ask.</summary>
    /// <exception cref="PromoterException">The key's caFile cannot be used.</exception>
    public EcrPrincipal CreatePrincipal(EcrClientKey key, string? application)
    {
        var credentials = CredentialsOf(key, application);
        var config = ConfigOf(key);
        EarlyConnection? early = null;
        if (config.HttpClientFactory is AwsHttp plain && FindEndpoint(config) is { } endpoint)
        {
            early = new EarlyConnection(endpoint, ConnectTimeout, clock) { Validation = plain.Validation };
            config.HttpClientFactory = new AwsHttp(clock) { Validation = plain.Validation, Early = early };
        }

        return new EcrPrincipal(
            SingleAttemptEcrClient.Create(credentials, config), early, new EcrRehearsal(credentials, key.Region, clock));
    }

    /// <summary>The token service as the same principal sees it.</summary>
    public IAmazonSecurityTokenService CreateTokenService(EcrClientKey key, string? application) =>
        SingleAttemptStsClient.Create(CredentialsOf(key, application), TokenServiceConfig(key));

    private AmazonECRConfig ConfigOf(EcrClientKey key)
    {
        var config = new AmazonECRConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(key.Region) };
        Configure(config, key, key.Endpoint);

        // FIPS and dual-stack say where AWS's own endpoint is; with any other endpoint the SDK refuses them.
        if (config.ServiceURL is null)
        {
            config.UseFIPSEndpoint = key.IsFips || config.UseFIPSEndpoint;
            config.UseDualstackEndpoint = key.IsDualStack || config.UseDualstackEndpoint;
        }

        return config;
    }

    /// <returns>Absent in a region that has none, which the first question says.</returns>
    private static Uri? FindEndpoint(AmazonECRConfig config)
    {
        try
        {
            var parameters = new ServiceOperationEndpointParameters(new BatchGetImageRequest());
            return new Uri(config.DetermineServiceOperationEndpoint(parameters).URL);
        }
        catch (AmazonClientException)
        {
            return null;
        }
    }

    private AWSCredentials? CredentialsOf(EcrClientKey key, string? application)
    {
        if (key.RoleArn is not { } roleArn)
        {
            return ambient;
        }

        var sts = SingleAttemptStsClient.Create(ambient, TokenServiceConfig(key));
        var sessionName = AssumedRoleCredentials.SessionNameOf(application);
        return new AssumedRoleCredentials(sts, roleArn, key.ExternalId, sessionName);
    }

    /// <summary>The regional endpoint: the global one is in us-east-1, out of reach of other partitions and private subnets.</summary>
    private AmazonSecurityTokenServiceConfig TokenServiceConfig(EcrClientKey key)
    {
        var config = new AmazonSecurityTokenServiceConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(key.Region) };
        Configure(config, key, stsEndpoint);
        if (config.ServiceURL is null)
        {
            config.UseFIPSEndpoint = key.IsFips || config.UseFIPSEndpoint;
        }

        return config;
    }

    private void Configure(ClientConfig config, EcrClientKey key, Uri? endpoint)
    {
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint.ToString();
            config.UseFIPSEndpoint = false;
            config.UseDualstackEndpoint = false;
        }

        // Said always: with an endpoint from the environment the SDK forgets the region and would sign for us-east-1.
        config.AuthenticationRegion = key.Region;
        config.HttpClientFactory = http ?? new AwsHttp(clock)
        {
            Validation = key.CaFile is { } file ? PrivateAuthorities.CreateValidation(file) : null,
        };
        config.Timeout = AttemptTimeout;
        config.ConnectTimeout = ConnectTimeout;
    }
}
