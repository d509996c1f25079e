using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <summary>An image identifier, in requests and responses alike.</summary>
internal static class ImageIdentifierTransform
{
    public static void Write(Utf8JsonWriter body, ImageIdentifier image)
    {
        body.WriteStartObject();
        body.WriteField("imageDigest", image.ImageDigest);
        body.WriteField("imageTag", image.ImageTag);
        body.WriteEndObject();
    }

    public static ImageIdentifier Read(JsonElement image) => new()
    {
        ImageDigest = image.Text("imageDigest"),
        ImageTag = image.Text("imageTag"),
    };
}
