using CmpPromoter.Configuration;
using CmpPromoter.Oci;

namespace CmpPromoter.Commands;

/// <summary>
/// The two registries of a copy: as a promotion file describes them, else as their names say, with the ambient AWS credentials
/// for ECR and docker's configuration for all others.
/// </summary>
internal sealed record CopySettings
{
    private const int DefaultConcurrency = 8;

    public required RegistryOptions Source { get; init; }

    public required RegistryOptions Destination { get; init; }

    /// <summary>Absent: a missing repository is an error.</summary>
    public required RepositoryCreationOptions? Creation { get; init; }

    /// <summary>Blobs moved at the same time.</summary>
    public required int Concurrency { get; init; }

    public required ArtifactMode Artifacts { get; init; }

    /// <param name="call">The command line.</param>
    /// <param name="file">The promotion file, where one is named.</param>
    /// <param name="environment">Where docker's configuration is.</param>
    public static CopySettings Of(CopyCall call, PromotionOptions? file, ProcessEnvironment environment)
    {
        var destination = Registry(call.Order.Destination.Registry, call.DestinationEndpoint, file, environment);
        var configured = file is not null && file.Destination.Host == destination.Host ? file.CreateRepositories : null;
        return new CopySettings
        {
            Source = Registry(call.Order.Source.Registry, call.SourceEndpoint, file, environment),
            Destination = destination,
            Creation = configured ?? (call.CreatesRepository ? RepositoryCreationOptions.Default : null),
            Concurrency = file?.Copy.Concurrency ?? DefaultConcurrency,
            Artifacts = file?.Copy.Artifacts ?? ArtifactMode.Copy,
        };
    }

    private static RegistryOptions Registry(
        RegistryHost host, Uri? endpoint, PromotionOptions? file, ProcessEnvironment environment)
    {
        var described = file?.Sources.Select(source => source.Registry).Prepend(file.Destination)
            .FirstOrDefault(registry => registry.Host == host);
        var options = described ?? RegistryOptions.ByName(host, DockerConfig(environment));
        return endpoint is null ? options : options with { Endpoint = endpoint };
    }

    /// <returns><c>null</c> where nobody has logged in: many registries let everybody pull.</returns>
    private static string? DockerConfig(ProcessEnvironment environment) =>
        environment.DockerConfigPath is { } path && File.Exists(path) ? path : null;
}
