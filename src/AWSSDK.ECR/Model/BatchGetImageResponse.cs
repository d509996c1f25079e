using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>The images that are there, and a failure for each that is not.</summary>
public class BatchGetImageResponse : AmazonWebServiceResponse
{
    public List<ImageFailure> Failures { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public List<Image> Images { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
