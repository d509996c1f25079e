using CmpPromoter.Oci;

namespace CmpPromoter.Configuration;

/// <summary>One registry: its name in references, where its APIs are, and how to authenticate.</summary>
internal sealed record RegistryOptions
{
    public required RegistryHost Host { get; init; }

    public required RegistryType Type { get; init; }

    /// <summary>Account and region as the host name says them; present for type ecr, absent for type oci.</summary>
    public required EcrHostName? Ecr { get; init; }

    /// <summary>The region to call instead of the host name's; absent: the host name's.</summary>
    public string? Region { get; init; }

    /// <summary>Where the registry API really is; <c>https://host</c> unless the file says otherwise.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>Where the ECR API really is; absent: the SDK's endpoint for the region (and AWS_ENDPOINT_URL_ECR).</summary>
    public required Uri? ApiEndpoint { get; init; }

    /// <summary>The role to assume for this registry; absent: the ambient credential chain as it is.</summary>
    public required string? RoleArn { get; init; }

    public required string? ExternalId { get; init; }

    /// <summary>Where credentials of a type oci registry stand; absent: anonymous.</summary>
    public required CredentialOptions? Credentials { get; init; }

    /// <summary>PEM certificates trusted besides the system's; absent: the system's only.</summary>
    public required string? CaFile { get; init; }

    /// <summary>What a registry's name alone says of it; a registry on loopback is plain http, as clients have agreed on.</summary>
    /// <param name="host">The name.</param>
    /// <param name="dockerConfigFile">Credentials of a registry that is not ECR; absent: anonymous.</param>
    public static RegistryOptions ByName(RegistryHost host, string? dockerConfigFile)
    {
        var ecr = EcrHostName.Find(host);
        return new RegistryOptions
        {
            Host = host,
            Type = ecr is null ? RegistryType.Oci : RegistryType.Ecr,
            Ecr = ecr,
            Endpoint = host.IsLoopback ? new Uri($"http://{host}") : EndpointOf(host),
            ApiEndpoint = null,
            RoleArn = null,
            ExternalId = null,
            Credentials = ecr is not null || dockerConfigFile is null
                ? null
                : new CredentialOptions { DockerConfigFile = dockerConfigFile, UserNameFile = null, PasswordFile = null },
            CaFile = null,
        };
    }

    /// <summary>Docker Hub's name in references is not where its API is.</summary>
    public static Uri EndpointOf(RegistryHost host) =>
        new($"https://{(host == RegistryHost.DockerHub ? "registry-1.docker.io" : host.ToString())}");
}

/// <summary>How a registry is talked to.</summary>
internal enum RegistryType
{
    /// <summary>The OCI distribution API and nothing else.</summary>
    Oci,

    /// <summary>Amazon ECR: the AWS API for control, the OCI distribution API for content.</summary>
    Ecr,
}

/// <summary>Files that hold credentials; either a docker config, or one file each for the user name and the password.</summary>
internal sealed record CredentialOptions
{
    public required string? DockerConfigFile { get; init; }

    public required string? UserNameFile { get; init; }

    public required string? PasswordFile { get; init; }
}
