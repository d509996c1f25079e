using CmpPromoter.Configuration;

namespace CmpPromoter.Ecr;

/// <summary>What an ECR client depends on. Registries with equal keys can share one client.</summary>
internal sealed record EcrClientKey
{
    public required string Region { get; init; }

    public required bool IsFips { get; init; }

    public required bool IsDualStack { get; init; }

    /// <summary>Where the API really is; absent: where AWS's rules and AWS_ENDPOINT_URL_ECR say.</summary>
    public required Uri? Endpoint { get; init; }

    /// <summary>Absent: the ambient credentials as they are.</summary>
    public required string? RoleArn { get; init; }

    public required string? ExternalId { get; init; }

    /// <summary>PEM certificates trusted besides the system's; absent: the system's only.</summary>
    public required string? CaFile { get; init; }

    /// <exception cref="ArgumentException">The registry is not of type ecr.</exception>
    public static EcrClientKey Of(RegistryOptions registry) => registry.Ecr is { } name
        ? new EcrClientKey
        {
            Region = registry.Region ?? name.Region,
            IsFips = name.IsFips,
            IsDualStack = name.IsDualStack,
            Endpoint = registry.ApiEndpoint,
            RoleArn = registry.RoleArn,
            ExternalId = registry.ExternalId,
            CaFile = registry.CaFile,
        }
        : throw new ArgumentException($"registry {registry.Host} is not of type ecr", nameof(registry));
}
