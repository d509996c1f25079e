namespace Amazon.ECR.Model;

/// <summary>Sends one part of a layer.</summary>
public class UploadLayerPartRequest : AmazonECRRequest
{
    public MemoryStream LayerPartBlob { get; set; }

    public long? PartFirstByte { get; set; }

    public long? PartLastByte { get; set; }

    /// <summary>The account; absent: the caller's.</summary>
    public string RegistryId { get; set; }

    public string RepositoryName { get; set; }

    public string UploadId { get; set; }
}
