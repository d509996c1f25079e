using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;

namespace CmpPromoter.Configuration;

/// <summary>
/// Says where the images of a destination repository come from: the first source in the file's order whose globs match.
/// </summary>
internal sealed class SourceSelection(ImmutableArray<SourceOptions> sources)
{
    private readonly ImmutableArray<(SourceOptions Source, RepositoryMatcher Matcher)> matchers =
        [.. sources.Select(source => (source, new RepositoryMatcher(source.Repositories)))];

    /// <returns><c>null</c> when no source serves the repository.</returns>
    /// <exception cref="PromoterException">The source's rename makes a name that no repository can have.</exception>
    public SelectedSource? Find(RepositoryName destination)
    {
        foreach (var (source, matcher) in matchers)
        {
            if (matcher.Matches(destination))
            {
                return new SelectedSource(source, Rename(source, destination));
            }
        }

        return null;
    }

    private static RepositoryName Rename(SourceOptions source, RepositoryName destination)
    {
        var name = destination.ToString();
        if (source.Rename is not { } rename || !name.StartsWith(rename.Prefix, StringComparison.Ordinal))
        {
            return destination;
        }

        var renamed = rename.With + name[rename.Prefix.Length..];
        return RepositoryName.TryParse(renamed, out var sourceName, out var reason)
            ? sourceName
            : throw new PromoterException(
                FailureKind.Usage,
                $"Renaming repository {name} for source {source.Registry.Host}: prefix '{rename.Prefix}' "
                + $"with '{rename.With}' gives '{renamed}': {reason}. Correct rename in the configuration.");
    }
}

/// <summary>The source that serves a repository, and the repository's name there.</summary>
internal sealed record SelectedSource(SourceOptions Source, RepositoryName Repository);
