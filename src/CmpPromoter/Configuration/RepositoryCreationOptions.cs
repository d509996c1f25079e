namespace CmpPromoter.Configuration;

/// <summary>How a missing destination repository is created (type ecr).</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html</remarks>
internal sealed record RepositoryCreationOptions
{
    /// <summary>MUTABLE or IMMUTABLE.</summary>
    public required string ImageTagMutability { get; init; }

    public required bool ScanOnPush { get; init; }

    /// <summary>AES256, KMS or KMS_DSSE; absent: the registry's default.</summary>
    public required string? EncryptionType { get; init; }

    public required string? KmsKey { get; init; }

    /// <summary>Resource tags.</summary>
    public required ImmutableSortedDictionary<string, string> Tags { get; init; }

    /// <summary>The lifecycle policy's JSON text, put on a repository right after it was created; absent: none.</summary>
    public required string? LifecyclePolicy { get; init; }
}
