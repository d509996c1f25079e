using CmpPromoter.Oci;

namespace CmpPromoter.Configuration;

/// <summary>Which source serves which repository.</summary>
internal sealed class SourceSelection(ImmutableArray<SourceOptions> sources)
{
    /// <returns><c>null</c> when no source serves the repository.</returns>
    public SelectedSource? Find(RepositoryName repository) =>
        sources.IsEmpty ? null : new SelectedSource(sources[0], repository);
}

/// <summary>A source and the repository's name there.</summary>
internal sealed record SelectedSource(SourceOptions Source, RepositoryName Repository);
