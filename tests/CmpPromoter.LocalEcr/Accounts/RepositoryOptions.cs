using CmpPromoter.LocalEcr.Wire;

namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>The settings of a repository; the default is ECR's own.</summary>
public sealed record RepositoryOptions
{
    public TagMutability TagMutability { get; init; }

    /// <summary>Wildcard filters for the two mutabilities with exclusion; at most five.</summary>
    public ImmutableArray<string> ExclusionFilters { get; init; } = [];

    public bool ScanOnPush { get; init; }

    /// <summary>AES256, KMS or KMS_DSSE.</summary>
    public string EncryptionType { get; init; } = "AES256";

    public string? KmsKey { get; init; }

    /// <summary>Made by a pull through cache rule; layers are neither mounted from it nor into it.</summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/blob-mounting.html</remarks>
    public bool IsPullThroughCache { get; init; }

    public ImmutableDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    internal bool IsImmutable(string tag)
    {
        var isExcluded = ExclusionFilters.Any(filter => Glob.IsMatch(filter, tag));
        return TagMutability switch
        {
            TagMutability.Immutable => true,
            TagMutability.ImmutableWithExclusion => !isExcluded,
            TagMutability.MutableWithExclusion => isExcluded,
            _ => false,
        };
    }
}
