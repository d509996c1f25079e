namespace Amazon.ECR.Model;

/// <summary>Asks which layers a repository holds, 100 at most.</summary>
public class BatchCheckLayerAvailabilityRequest : AmazonECRRequest
{
    public List<string> LayerDigests { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>The account; absent: the caller's.</summary>
    public string RegistryId { get; set; }

    public string RepositoryName { get; set; }
}
