using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html</remarks>
internal sealed class PutImageTransform()
    : Transform<PutImageRequest, PutImageResponse>("PutImage")
{
    public static readonly PutImageTransform Instance = new();

    protected override void Write(Utf8JsonWriter body, PutImageRequest request)
    {
        body.WriteField("registryId", request.RegistryId);
        body.WriteField("repositoryName", request.RepositoryName);
        body.WriteField("imageDigest", request.ImageDigest);
        body.WriteField("imageManifest", request.ImageManifest);
        body.WriteField("imageManifestMediaType", request.ImageManifestMediaType);
        body.WriteField("imageTag", request.ImageTag);
    }

    protected override PutImageResponse Read(JsonElement body) => new()
    {
        Image = body.Object("image", ImageTransform.Read),
    };
}
