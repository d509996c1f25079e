using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>Where the layer can be downloaded, for an hour.</summary>
public class GetDownloadUrlForLayerResponse : AmazonWebServiceResponse
{
    public string DownloadUrl { get; set; }

    public string LayerDigest { get; set; }
}
