using CmpPromoter.Oci;
using Microsoft.Extensions.FileSystemGlobbing;

namespace CmpPromoter.Configuration;

/// <summary>Whether a repository's name matches one of several globs; case-sensitive, as names are lower case.</summary>
internal sealed class RepositoryMatcher
{
    // Names are matched as paths below a root; any root does, and nothing is read from the disk.
    private const string Root = "/";

    private readonly Matcher matcher = new(StringComparison.Ordinal);

    public RepositoryMatcher(ImmutableArray<string> globs)
    {
        matcher.AddIncludePatterns(globs);
    }

    public bool Matches(RepositoryName repository) => matcher.Match(Root, repository.ToString()).HasMatches;
}
