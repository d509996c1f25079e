namespace Amazon.ECR.Model;

/// <summary>Asks for repositories and their settings.</summary>
public class DescribeRepositoriesRequest : AmazonECRRequest
{
    public int? MaxResults { get; set; }

    public string NextToken { get; set; }

    /// <summary>The account; absent: the caller's.</summary>
    public string RegistryId { get; set; }

    public List<string> RepositoryNames { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
