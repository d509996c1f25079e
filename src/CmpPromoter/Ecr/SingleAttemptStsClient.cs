using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;

namespace CmpPromoter.Ecr;

/// <summary>An STS client that repeats nothing but what failed by this machine's clock.</summary>
internal sealed class SingleAttemptStsClient : AmazonSecurityTokenServiceClient
{
    private SingleAttemptStsClient(AmazonSecurityTokenServiceConfig config)
        : base(config)
    {
    }

    private SingleAttemptStsClient(AWSCredentials credentials, AmazonSecurityTokenServiceConfig config)
        : base(credentials, config)
    {
    }

    /// <param name="credentials">Absent: the SDK's default chain.</param>
    /// <param name="config">Of the client.</param>
    public static SingleAttemptStsClient Create(AWSCredentials? credentials, AmazonSecurityTokenServiceConfig config) =>
        credentials is null ? new SingleAttemptStsClient(config) : new SingleAttemptStsClient(credentials, config);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        ClockRetryPolicy.Install(pipeline);
    }
}
