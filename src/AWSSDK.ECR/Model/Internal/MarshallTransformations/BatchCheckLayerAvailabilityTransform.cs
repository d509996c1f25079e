using System.Text.Json;

namespace Amazon.ECR.Model.Internal.MarshallTransformations;

/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchCheckLayerAvailability.html</remarks>
internal sealed class BatchCheckLayerAvailabilityTransform()
    : Transform<BatchCheckLayerAvailabilityRequest, BatchCheckLayerAvailabilityResponse>("BatchCheckLayerAvailability")
{
    public static readonly BatchCheckLayerAvailabilityTransform Instance = new();

    protected override void Write(Utf8JsonWriter body, BatchCheckLayerAvailabilityRequest request)
    {
        body.WriteField("registryId", request.RegistryId);
        body.WriteField("repositoryName", request.RepositoryName);
        body.WriteField("layerDigests", request.LayerDigests);
    }

    protected override BatchCheckLayerAvailabilityResponse Read(JsonElement body) => new()
    {
        Layers = body.List("layers", static layer => new Layer
        {
            LayerAvailability = layer.Text("layerAvailability"),
            LayerDigest = layer.Text("layerDigest"),
            LayerSize = layer.Number("layerSize"),
            MediaType = layer.Text("mediaType"),
        }),
        Failures = body.List("failures", static failure => new LayerFailure
        {
            FailureCode = failure.Text("failureCode"),
            FailureReason = failure.Text("failureReason"),
            LayerDigest = failure.Text("layerDigest"),
        }),
    };
}
