using Amazon.ECR;
using Amazon.ECR.Model;
using CmpPromoter.Configuration;
using CmpPromoter.Oci;

namespace CmpPromoter.Ecr;

/// <summary>The administrator's repository settings as ECR's requests.</summary>
internal static class RepositoryRequests
{
    public static CreateRepositoryRequest Create(
        string accountId, RepositoryName repository, RepositoryCreationOptions options) => new()
        {
            RegistryId = accountId,
            RepositoryName = repository.ToString(),
            ImageTagMutability = options.ImageTagMutability,
            ImageTagMutabilityExclusionFilters = options.ExclusionFilters.IsEmpty
            ? null
            : [.. options.ExclusionFilters.Select(filter => new ImageTagMutabilityExclusionFilter
            {
                Filter = filter,
                FilterType = ImageTagMutabilityExclusionFilterType.WILDCARD,
            })],
            ImageScanningConfiguration = new ImageScanningConfiguration { ScanOnPush = options.ScanOnPush },
            EncryptionConfiguration = options.EncryptionType is { } type
            ? new EncryptionConfiguration { EncryptionType = type, KmsKey = options.KmsKey }
            : null,
            Tags = options.Tags.IsEmpty
            ? null
            : [.. options.Tags.Select(tag => new Amazon.ECR.Model.Tag { Key = tag.Key, Value = tag.Value })],
        };

    public static PutLifecyclePolicyRequest PutLifecyclePolicy(
        string accountId, RepositoryName repository, string policy) => new()
        {
            RegistryId = accountId,
            RepositoryName = repository.ToString(),
            LifecyclePolicyText = policy,
        };
}
