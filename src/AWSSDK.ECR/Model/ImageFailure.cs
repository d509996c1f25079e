namespace Amazon.ECR.Model;

/// <summary>Why there is no answer for one image.</summary>
public class ImageFailure
{
    public ImageFailureCode FailureCode { get; set; }

    public string FailureReason { get; set; }

    public ImageIdentifier ImageId { get; set; }
}
