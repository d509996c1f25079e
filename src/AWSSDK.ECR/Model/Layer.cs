namespace Amazon.ECR.Model;

/// <summary>What a repository says of one layer.</summary>
public class Layer
{
    public LayerAvailability LayerAvailability { get; set; }

    public string LayerDigest { get; set; }

    public long? LayerSize { get; set; }

    public string MediaType { get; set; }
}
