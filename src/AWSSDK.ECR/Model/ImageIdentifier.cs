namespace Amazon.ECR.Model;

/// <summary>An image by tag, by digest or by both.</summary>
public class ImageIdentifier
{
    public string ImageDigest { get; set; }

    public string ImageTag { get; set; }
}
