namespace Amazon.ECR.Model;

/// <summary>Puts a manifest into a repository.</summary>
public class PutImageRequest : AmazonECRRequest
{
    public string ImageDigest { get; set; }

    public string ImageManifest { get; set; }

    public string ImageManifestMediaType { get; set; }

    public string ImageTag { get; set; }

    /// <summary>The account; absent: the caller's.</summary>
    public string RegistryId { get; set; }

    public string RepositoryName { get; set; }
}
