using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace CmpPromoter.Ecr;

/// <summary>
/// Lets the SDK repeat a call for one reason only: AWS's answer has told that this machine's clock is off, and the SDK has
/// set its own right. Everything else is repeated by <see cref="Registry.RetryPolicy"/>, and would otherwise be repeated by
/// both.
/// </summary>
internal sealed class ClockRetryPolicy : StandardRetryPolicy
{
    private const int OneMore = 1;

    private ClockRetryPolicy()
        : base(OneMore)
    {
    }

    /// <summary>Makes it the policy of a client under construction.</summary>
    public static void Install(RuntimePipeline pipeline) =>
        pipeline.ReplaceHandler<RetryHandler>(new RetryHandler(new ClockRetryPolicy()));

    public override bool RetryForException(IExecutionContext executionContext, Exception exception) => false;

    public override Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
        Task.FromResult(false);
}
