using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_UploadLayerPart.html</remarks>
internal sealed class UploadLayerPartTransform()
    : Transform<UploadLayerPartRequest, UploadLayerPartResponse>("UploadLayerPart")
{
    public static readonly UploadLayerPartTransform Instance = new();

    protected override void Write(Utf8JsonWriter body, UploadLayerPartRequest request)
    {
        body.WriteField("registryId", request.RegistryId);
        body.WriteField("repositoryName", request.RepositoryName);
        body.WriteField("layerPartBlob", request.LayerPartBlob);
        body.WriteField("partFirstByte", request.PartFirstByte);
        body.WriteField("partLastByte", request.PartLastByte);
        body.WriteField("uploadId", request.UploadId);
    }

    protected override UploadLayerPartResponse Read(JsonElement body) => new()
    {
        LastByteReceived = body.Number("lastByteReceived"),
        RegistryId = body.Text("registryId"),
        RepositoryName = body.Text("repositoryName"),
        UploadId = body.Text("uploadId"),
    };
}
