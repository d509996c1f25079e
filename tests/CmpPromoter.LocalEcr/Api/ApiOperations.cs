using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>Every operation the server knows, by the name the API gives it.</summary>
internal static class ApiOperations
{
    public static readonly FrozenDictionary<string, Func<ApiCall, Task<JsonObject>>> All =
        new Dictionary<string, Func<ApiCall, Task<JsonObject>>>
        {
            ["GetAuthorizationToken"] = Now(RegistryOperations.GetAuthorizationToken),
            ["DescribeRegistry"] = Now(RegistryOperations.DescribeRegistry),
            ["GetAccountSetting"] = Now(RegistryOperations.GetAccountSetting),
            ["PutAccountSetting"] = Now(RegistryOperations.PutAccountSetting),
            ["DescribeRepositories"] = Now(RepositoryOperations.Describe),
            ["CreateRepository"] = Now(RepositoryOperations.Create),
            ["DeleteRepository"] = Now(RepositoryOperations.Delete),
            ["PutImageTagMutability"] = Now(RepositoryOperations.PutTagMutability),
            ["ListTagsForResource"] = Now(RepositoryOperations.ListTags),
            ["SetRepositoryPolicy"] = Now(PolicyOperations.SetPolicy),
            ["GetRepositoryPolicy"] = Now(PolicyOperations.GetPolicy),
            ["DeleteRepositoryPolicy"] = Now(PolicyOperations.DeletePolicy),
            ["PutLifecyclePolicy"] = Now(PolicyOperations.PutLifecycle),
            ["GetLifecyclePolicy"] = Now(PolicyOperations.GetLifecycle),
            ["CreateRepositoryCreationTemplate"] = Now(TemplateOperations.Create),
            ["UpdateRepositoryCreationTemplate"] = Now(TemplateOperations.Update),
            ["DeleteRepositoryCreationTemplate"] = Now(TemplateOperations.Delete),
            ["DescribeRepositoryCreationTemplates"] = Now(TemplateOperations.Describe),
            ["BatchGetImage"] = Now(ImageOperations.BatchGet),
            ["PutImage"] = Now(ImageOperations.Put),
            ["BatchDeleteImage"] = Now(ImageOperations.BatchDelete),
            ["UpdateImageStorageClass"] = Now(ImageOperations.UpdateStorageClass),
            ["DescribeImages"] = Now(ImageListOperations.Describe),
            ["ListImages"] = Now(ImageListOperations.List),
            ["ListImageReferrers"] = Now(ImageListOperations.ListReferrers),
            ["BatchCheckLayerAvailability"] = Now(LayerOperations.BatchCheck),
            ["GetDownloadUrlForLayer"] = Now(LayerOperations.GetDownloadUrl),
            ["InitiateLayerUpload"] = UploadApiOperations.InitiateAsync,
            ["UploadLayerPart"] = UploadApiOperations.UploadPartAsync,
            ["CompleteLayerUpload"] = UploadApiOperations.CompleteAsync,
        }.ToFrozenDictionary();

    private static Func<ApiCall, Task<JsonObject>> Now(Func<ApiCall, JsonObject> operation) =>
        call => Task.FromResult(operation(call));
}
