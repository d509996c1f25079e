using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>The layer that the parts are.</summary>
public class CompleteLayerUploadResponse : AmazonWebServiceResponse
{
    public string LayerDigest { get; set; }

    public string RegistryId { get; set; }

    public string RepositoryName { get; set; }

    public string UploadId { get; set; }
}
