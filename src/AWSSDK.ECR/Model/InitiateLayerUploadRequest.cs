namespace Amazon.ECR.Model;

/// <summary>Begins the upload of a layer.</summary>
public class InitiateLayerUploadRequest : AmazonECRRequest
{
    /// <summary>The account; absent: the caller's.</summary>
    public string RegistryId { get; set; }

    public string RepositoryName { get; set; }
}
