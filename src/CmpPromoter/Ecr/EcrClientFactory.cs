using Amazon;
using Amazon.ECR;
using Amazon.Runtime;
using Amazon.SecurityToken;

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

    /// <param name="key">What the client is for.</param>
    /// <param name="application">
    /// Stands in the assumed role's session name, which CloudTrail shows; absent where one client serves many.
    /// </param>
    public AmazonECRClient Create(EcrClientKey key, string? application)
    {
        var config = new AmazonECRConfig { RegionEndpoint = RegionEndpoint.GetBySystemName(key.Region) };
        Configure(config, key, key.Endpoint);

        // FIPS and dual-stack say where AWS's own endpoint is; with any other endpoint the SDK refuses them.
        if (config.ServiceURL is null)
        {
            config.UseFIPSEndpoint = key.IsFips || config.UseFIPSEndpoint;
            config.UseDualstackEndpoint = key.IsDualStack || config.UseDualstackEndpoint;
        }

        return SingleAttemptEcrClient.Create(CredentialsOf(key, application), config);
    }

    /// <summary>The token service as the same principal sees it.</summary>
    public IAmazonSecurityTokenService CreateTokenService(EcrClientKey key, string? application) =>
        SingleAttemptStsClient.Create(CredentialsOf(key, application), TokenServiceConfig(key));

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
        config.HttpClientFactory = http ?? new AwsHttp(key.CaFile, time ?? TimeProvider.System);
        config.Timeout = AttemptTimeout;
        config.ConnectTimeout = ConnectTimeout;
    }
}
