using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>The upload that has begun.</summary>
public class InitiateLayerUploadResponse : AmazonWebServiceResponse
{
    public long? PartSize { get; set; }

    public string UploadId { get; set; }
}
