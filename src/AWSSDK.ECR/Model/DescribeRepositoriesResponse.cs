using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>A page of repositories.</summary>
public class DescribeRepositoriesResponse : AmazonWebServiceResponse
{
    public string NextToken { get; set; }

    public List<Repository> Repositories { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
