namespace CmpPromoter.Configuration;

/// <summary>The administrator's file as it was asked for, complete and consistent; never changed after it was read.</summary>
internal sealed record PromotionOptions
{
    public required RegistryOptions Destination { get; init; }

    /// <summary>What to create when a destination repository is missing; absent when missing repositories are an error.</summary>
    public required RepositoryCreationOptions? CreateRepositories { get; init; }

    /// <summary>In the file's order: the first source whose repositories match serves an image. Never empty.</summary>
    public required ImmutableArray<SourceOptions> Sources { get; init; }

    public required RenderOptions Render { get; init; }

    public required ImageOptions Images { get; init; }

    public required CopyOptions Copy { get; init; }

    public required PolicyOptions Policy { get; init; }

    public required DaemonOptions Daemon { get; init; }
}
