using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_InitiateLayerUpload.html</remarks>
internal sealed class InitiateLayerUploadTransform()
    : Transform<InitiateLayerUploadRequest, InitiateLayerUploadResponse>("InitiateLayerUpload")
{
    public static readonly InitiateLayerUploadTransform Instance = new();

    protected override void Write(Utf8JsonWriter body, InitiateLayerUploadRequest request)
    {
        body.WriteField("registryId", request.RegistryId);
        body.WriteField("repositoryName", request.RepositoryName);
    }

    protected override InitiateLayerUploadResponse Read(JsonElement body) => new()
    {
        PartSize = body.Number("partSize"),
        UploadId = body.Text("uploadId"),
    };
}
