namespace CmpPromoter.Configuration;

/// <summary>How a missing destination repository is created (type ecr).</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html</remarks>
internal sealed record RepositoryCreationOptions
{
    /// <summary>What <c>createRepositories: true</c> means.</summary>
    public static readonly RepositoryCreationOptions Default = new()
    {
        ImageTagMutability = "IMMUTABLE",
        ScanOnPush = true,
        EncryptionType = null,
        KmsKey = null,
        Tags = ImmutableSortedDictionary<string, string>.Empty,
        LifecyclePolicy = null,
    };

    /// <summary>
    /// The account's creation templates (CREATE_ON_PUSH) make the repository with the first push: this program creates
    /// nothing, and the other options are the templates'.
    /// </summary>
    public static readonly RepositoryCreationOptions OnPush = new()
    {
        IsOnPush = true,
        ImageTagMutability = "",
        ScanOnPush = false,
        EncryptionType = null,
        KmsKey = null,
        Tags = ImmutableSortedDictionary<string, string>.Empty,
        LifecyclePolicy = null,
    };

    public bool IsOnPush { get; private init; }

    /// <summary>MUTABLE or IMMUTABLE, either also with _WITH_EXCLUSION.</summary>
    public required string ImageTagMutability { get; init; }

    /// <summary>Which tags the mutability does not hold for, with '*' as wildcard; some where it is with exclusion.</summary>
    public ImmutableArray<string> ExclusionFilters { get; init; } = [];

    public required bool ScanOnPush { get; init; }

    /// <summary>AES256, KMS or KMS_DSSE; absent: the registry's default.</summary>
    public required string? EncryptionType { get; init; }

    public required string? KmsKey { get; init; }

    /// <summary>Resource tags.</summary>
    public required ImmutableSortedDictionary<string, string> Tags { get; init; }

    /// <summary>The lifecycle policy's JSON text, put on a repository right after it was created; absent: none.</summary>
    public required string? LifecyclePolicy { get; init; }
}
