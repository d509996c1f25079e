using Amazon.ECR;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace CmpPromoter.Ecr;

/// <summary>An ECR client that repeats nothing but what failed by this machine's clock.</summary>
internal sealed class SingleAttemptEcrClient : AmazonECRClient
{
    private SingleAttemptEcrClient(AmazonECRConfig config)
        : base(config)
    {
    }

    private SingleAttemptEcrClient(AWSCredentials credentials, AmazonECRConfig config)
        : base(credentials, config)
    {
    }

    /// <param name="credentials">Absent: the SDK's default chain.</param>
    /// <param name="config">Of the client.</param>
    public static SingleAttemptEcrClient Create(AWSCredentials? credentials, AmazonECRConfig config) =>
        credentials is null ? new SingleAttemptEcrClient(config) : new SingleAttemptEcrClient(credentials, config);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        ClockRetryPolicy.Install(pipeline);
    }
}
