using Amazon.Runtime.Internal;

namespace Amazon.ECR.Internal;

/// <summary>What the pipeline's tracing calls this service.</summary>
internal sealed class AmazonECRMetadata : IServiceMetadata
{
    public string ServiceId => AmazonECRConfig.ServiceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
