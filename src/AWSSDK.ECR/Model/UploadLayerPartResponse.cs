using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>How much of the layer has come.</summary>
public class UploadLayerPartResponse : AmazonWebServiceResponse
{
    public long? LastByteReceived { get; set; }

    public string RegistryId { get; set; }

    public string RepositoryName { get; set; }

    public string UploadId { get; set; }
}
