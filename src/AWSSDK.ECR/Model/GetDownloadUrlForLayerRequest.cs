namespace Amazon.ECR.Model;

/// <summary>Asks where a layer can be downloaded.</summary>
public class GetDownloadUrlForLayerRequest : AmazonECRRequest
{
    public string LayerDigest { get; set; }

    /// <summary>The account; absent: the caller's.</summary>
    public string RegistryId { get; set; }

    public string RepositoryName { get; set; }
}
