namespace Amazon.ECR.Model;

/// <summary>A repository and its settings.</summary>
public class Repository
{
    /// <summary>UTC.</summary>
    public DateTime? CreatedAt { get; set; }

    public EncryptionConfiguration EncryptionConfiguration { get; set; }

    public ImageScanningConfiguration ImageScanningConfiguration { get; set; }

    public ImageTagMutability ImageTagMutability { get; set; }

    public string RegistryId { get; set; }

    public string RepositoryArn { get; set; }

    public string RepositoryName { get; set; }

    public string RepositoryUri { get; set; }
}
