namespace Amazon.ECR.Model;

/// <summary>Whether images are scanned when they are pushed.</summary>
public class ImageScanningConfiguration
{
    public bool? ScanOnPush { get; set; }
}
