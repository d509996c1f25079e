using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>A page of images.</summary>
public class DescribeImagesResponse : AmazonWebServiceResponse
{
    public List<ImageDetail> ImageDetails { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public string NextToken { get; set; }
}
