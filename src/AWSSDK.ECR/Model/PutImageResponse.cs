using Amazon.Runtime;

namespace Amazon.ECR.Model;

/// <summary>The image as it was stored.</summary>
public class PutImageResponse : AmazonWebServiceResponse
{
    public Image Image { get; set; }
}
