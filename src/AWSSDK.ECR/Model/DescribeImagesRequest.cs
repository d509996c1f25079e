namespace Amazon.ECR.Model;

/// <summary>Asks what a repository knows of its images; fails whole when one of the named ones is unknown.</summary>
public class DescribeImagesRequest : AmazonECRRequest
{
    public List<ImageIdentifier> ImageIds { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public int? MaxResults { get; set; }

    public string NextToken { get; set; }

    /// <summary>The account; absent: the caller's.</summary>
    public string RegistryId { get; set; }

    public string RepositoryName { get; set; }
}
