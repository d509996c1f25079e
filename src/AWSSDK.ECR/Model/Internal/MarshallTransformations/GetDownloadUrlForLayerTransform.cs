using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetDownloadUrlForLayer.html</remarks>
internal sealed class GetDownloadUrlForLayerTransform()
    : Transform<GetDownloadUrlForLayerRequest, GetDownloadUrlForLayerResponse>("GetDownloadUrlForLayer")
{
    public static readonly GetDownloadUrlForLayerTransform Instance = new();

    protected override void Write(Utf8JsonWriter body, GetDownloadUrlForLayerRequest request)
    {
        body.WriteField("registryId", request.RegistryId);
        body.WriteField("repositoryName", request.RepositoryName);
        body.WriteField("layerDigest", request.LayerDigest);
    }

    protected override GetDownloadUrlForLayerResponse Read(JsonElement body) => new()
    {
        DownloadUrl = body.Text("downloadUrl"),
        LayerDigest = body.Text("layerDigest"),
    };
}
