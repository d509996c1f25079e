using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CompleteLayerUpload.html</remarks>
internal sealed class CompleteLayerUploadTransform()
    : Transform<CompleteLayerUploadRequest, CompleteLayerUploadResponse>("CompleteLayerUpload")
{
    public static readonly CompleteLayerUploadTransform Instance = new();

    protected override void Write(Utf8JsonWriter body, CompleteLayerUploadRequest request)
    {
        body.WriteField("registryId", request.RegistryId);
        body.WriteField("repositoryName", request.RepositoryName);
        body.WriteField("layerDigests", request.LayerDigests);
        body.WriteField("uploadId", request.UploadId);
    }

    protected override CompleteLayerUploadResponse Read(JsonElement body) => new()
    {
        LayerDigest = body.Text("layerDigest"),
        RegistryId = body.Text("registryId"),
        RepositoryName = body.Text("repositoryName"),
        UploadId = body.Text("uploadId"),
    };
}
