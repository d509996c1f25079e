using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html</remarks>
internal sealed class PutLifecyclePolicyTransform()
    : Transform<PutLifecyclePolicyRequest, PutLifecyclePolicyResponse>("PutLifecyclePolicy")
{
    public static readonly PutLifecyclePolicyTransform Instance = new();

    protected override void Write(Utf8JsonWriter body, PutLifecyclePolicyRequest request)
    {
        body.WriteField("registryId", request.RegistryId);
        body.WriteField("repositoryName", request.RepositoryName);
        body.WriteField("lifecyclePolicyText", request.LifecyclePolicyText);
    }

    protected override PutLifecyclePolicyResponse Read(JsonElement body) => new()
    {
        LifecyclePolicyText = body.Text("lifecyclePolicyText"),
        RegistryId = body.Text("registryId"),
        RepositoryName = body.Text("repositoryName"),
    };
}
