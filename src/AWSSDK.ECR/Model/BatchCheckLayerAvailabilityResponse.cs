using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>What the repository says of each layer.</summary>
public class BatchCheckLayerAvailabilityResponse : AmazonWebServiceResponse
{
    public List<LayerFailure> Failures { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public List<Layer> Layers { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
