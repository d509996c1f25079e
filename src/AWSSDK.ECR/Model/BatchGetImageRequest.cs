namespace Amazon.ECR.Model;

/// <summary>Asks for images of one repository, 100 at most.</summary>
public class BatchGetImageRequest : AmazonECRRequest
{
    public List<string> AcceptedMediaTypes { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    public List<ImageIdentifier> ImageIds { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>The account; absent: the caller's.</summary>
    public string RegistryId { get; set; }

    public string RepositoryName { get; set; }
}
