using Amazon.ECR.Model;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>
/// Calls ECR's API in the pace of its quotas, again where that helps, and turns what comes back into
/// <see cref="RegistryException"/>. The SDK below it repeats nothing, so that the last error tells all that was tried.
/// Safe for concurrent use.
/// </summary>
/// <param name="host">The registry on whose behalf is called.</param>
/// <param name="paces">Of the registry's account and region. Not owned.</param>
/// <param name="retry">Repeats what failed for a transient reason.</param>
/// <param name="time">The clock by which an answer names a time to come back.</param>
internal sealed class EcrCaller(RegistryHost host, RequestPaces paces, RetryPolicy retry, TimeProvider time)
{
    /// <summary>What throttling counts as; AWS's own status for it is 400.</summary>
    private const int TooManyRequests = 429;

    public Task<TResponse> CallAsync<TRequest, TResponse>(
        TRequest request,
        string asked,
        Func<TRequest, CancellationToken, Task<TResponse>> call,
        CancellationToken cancellationToken)
        where TRequest : AmazonECRRequest =>
        retry.RunAsync(token => CallOnceAsync(request, asked, call, token), cancellationToken);

    private async Task<TResponse> CallOnceAsync<TRequest, TResponse>(
        TRequest request,
        string asked,
        Func<TRequest, CancellationToken, Task<TResponse>> call,
        CancellationToken cancellationToken)
        where TRequest : AmazonECRRequest
    {
        var kind = KindOf(request);
        var operation = typeof(TRequest).Name[..^"Request".Length];
        await paces.WaitAsync(kind, cancellationToken);
        try
        {
            var response = await call(request, cancellationToken);
            paces.Passed(kind);
            Instruments.Requested(operation, 200);
            return response;
        }
        catch (Exception fault) when (EcrFailure.Covers(fault, cancellationToken))
        {
            var failure = EcrFailure.Of(asked, host, fault, time.GetUtcNow());
            Instruments.Requested(operation, failure.Fault is RegistryFault.Throttled ? TooManyRequests : (int?)failure.Status);
            if (failure.Fault is RegistryFault.Throttled)
            {
                paces.Throttled(kind, failure.RetryAfter);
            }

            throw failure;
        }
    }

    /// <returns>Absent where AWS publishes no quota.</returns>
    private static RequestKind? KindOf(AmazonECRRequest request) => request switch
    {
        GetAuthorizationTokenRequest => RequestKind.Token,
        BatchGetImageRequest => RequestKind.ManifestRead,
        BatchCheckLayerAvailabilityRequest => RequestKind.BlobCheck,
        _ => null,
    };
}
