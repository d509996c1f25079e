using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <summary>An image as responses hold it.</summary>
internal static class ImageTransform
{
    public static Image Read(JsonElement image) => new()
    {
        ImageId = image.Object("imageId", ImageIdentifierTransform.Read),
        ImageManifest = image.Text("imageManifest"),
        ImageManifestMediaType = image.Text("imageManifestMediaType"),
        RegistryId = image.Text("registryId"),
        RepositoryName = image.Text("repositoryName"),
    };
}
