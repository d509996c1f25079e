using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html</remarks>
internal sealed class BatchGetImageTransform()
    : Transform<BatchGetImageRequest, BatchGetImageResponse>("BatchGetImage")
{
    public static readonly BatchGetImageTransform Instance = new();

    protected override void Write(Utf8JsonWriter body, BatchGetImageRequest request)
    {
        body.WriteField("registryId", request.RegistryId);
        body.WriteField("repositoryName", request.RepositoryName);
        body.WriteField("imageIds", request.ImageIds, ImageIdentifierTransform.Write);
        body.WriteField("acceptedMediaTypes", request.AcceptedMediaTypes);
    }

    protected override BatchGetImageResponse Read(JsonElement body) => new()
    {
        Images = body.List("images", ImageTransform.Read),
        Failures = body.List("failures", static failure => new ImageFailure
        {
            ImageId = failure.Object("imageId", ImageIdentifierTransform.Read),
            FailureCode = failure.Text("failureCode"),
            FailureReason = failure.Text("failureReason"),
        }),
    };
}
