using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>Every operation the server knows, by the name the API gives it.</summary>
internal static class ApiOperations
{
    public static readonly FrozenDictionary<string, Func<ApiCall, JsonObject>> All =
        new Dictionary<string, Func<ApiCall, JsonObject>>
        {
            ["GetAuthorizationToken"] = RegistryOperations.GetAuthorizationToken,
            ["DescribeRegistry"] = RegistryOperations.DescribeRegistry,
            ["GetAccountSetting"] = RegistryOperations.GetAccountSetting,
            ["PutAccountSetting"] = RegistryOperations.PutAccountSetting,
            ["DescribeRepositories"] = RepositoryOperations.Describe,
            ["CreateRepository"] = RepositoryOperations.Create,
            ["DeleteRepository"] = RepositoryOperations.Delete,
            ["PutImageTagMutability"] = RepositoryOperations.PutTagMutability,
            ["ListTagsForResource"] = RepositoryOperations.ListTags,
            ["SetRepositoryPolicy"] = PolicyOperations.SetPolicy,
            ["GetRepositoryPolicy"] = PolicyOperations.GetPolicy,
            ["DeleteRepositoryPolicy"] = PolicyOperations.DeletePolicy,
            ["PutLifecyclePolicy"] = PolicyOperations.PutLifecycle,
            ["GetLifecyclePolicy"] = PolicyOperations.GetLifecycle,
            ["BatchGetImage"] = ImageOperations.BatchGet,
            ["PutImage"] = ImageOperations.Put,
            ["BatchDeleteImage"] = ImageOperations.BatchDelete,
            ["DescribeImages"] = ImageListOperations.Describe,
            ["ListImages"] = ImageListOperations.List,
            ["ListImageReferrers"] = ImageListOperations.ListReferrers,
            ["BatchCheckLayerAvailability"] = LayerOperations.BatchCheck,
            ["GetDownloadUrlForLayer"] = LayerOperations.GetDownloadUrl,
        }.ToFrozenDictionary();
}
