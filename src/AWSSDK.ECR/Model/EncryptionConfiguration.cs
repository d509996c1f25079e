namespace Amazon.ECR.Model;

/// <summary>How a repository's content is encrypted at rest.</summary>
public class EncryptionConfiguration
{
    public EncryptionType EncryptionType { get; set; }

    public string KmsKey { get; set; }
}
