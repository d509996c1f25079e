namespace Amazon.ECR.Model;

/// <summary>What a repository knows of one image.</summary>
public class ImageDetail
{
    public string ArtifactMediaType { get; set; }

    public string ImageDigest { get; set; }

    public string ImageManifestMediaType { get; set; }

    /// <summary>UTC.</summary>
    public DateTime? ImagePushedAt { get; set; }

    public long? ImageSizeInBytes { get; set; }

    public ImageStatus ImageStatus { get; set; }

    public List<string> ImageTags { get; set; } = AWSConfigs.InitializeCollections ? [] : null;

    /// <summary>UTC.</summary>
    public DateTime? LastRecordedPullTime { get; set; }

    public string RegistryId { get; set; }

    public string RepositoryName { get; set; }
}
