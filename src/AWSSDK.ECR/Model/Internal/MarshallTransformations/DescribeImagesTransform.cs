using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html</remarks>
internal sealed class DescribeImagesTransform()
    : Transform<DescribeImagesRequest, DescribeImagesResponse>("DescribeImages")
{
    public static readonly DescribeImagesTransform Instance = new();

    protected override void Write(Utf8JsonWriter body, DescribeImagesRequest request)
    {
        body.WriteField("registryId", request.RegistryId);
        body.WriteField("repositoryName", request.RepositoryName);
        body.WriteField("imageIds", request.ImageIds, ImageIdentifierTransform.Write);
        body.WriteField("nextToken", request.NextToken);
        body.WriteField("maxResults", request.MaxResults);
    }

    protected override DescribeImagesResponse Read(JsonElement body) => new()
    {
        ImageDetails = body.List("imageDetails", static image => new ImageDetail
        {
            ArtifactMediaType = image.Text("artifactMediaType"),
            ImageDigest = image.Text("imageDigest"),
            ImageManifestMediaType = image.Text("imageManifestMediaType"),
            ImagePushedAt = image.Time("imagePushedAt"),
            ImageSizeInBytes = image.Number("imageSizeInBytes"),
            ImageStatus = image.Text("imageStatus"),
            ImageTags = image.List("imageTags", static tag => tag.GetString()),
            LastRecordedPullTime = image.Time("lastRecordedPullTime"),
            RegistryId = image.Text("registryId"),
            RepositoryName = image.Text("repositoryName"),
        }),
        NextToken = body.Text("nextToken"),
    };
}
