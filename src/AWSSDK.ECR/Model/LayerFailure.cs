namespace Amazon.ECR.Model;

/// <summary>Why there is no answer for one layer.</summary>
public class LayerFailure
{
    public LayerFailureCode FailureCode { get; set; }

    public string FailureReason { get; set; }

    public string LayerDigest { get; set; }
}
