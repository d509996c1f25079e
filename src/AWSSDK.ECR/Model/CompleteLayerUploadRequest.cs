namespace Amazon.ECR.Model;

/// <summary>Says that every part of a layer has been sent.</summary>
public class CompleteLayerUploadRequest : AmazonECRRequest
{
    public List<string> LayerDigests { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>The account; absent: the caller's.</summary>
    public string RegistryId { get; set; }

    public string RepositoryName { get; set; }

    public string UploadId { get; set; }
}
