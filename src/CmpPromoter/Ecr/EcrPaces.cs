using CmpPromoter.Configuration;
using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>
/// The paces of ECR's APIs, one set for each account and region, as ECR counts. They start at the default quotas, which are
/// shared with every other client of the account: a higher quota is not used up, a lower one is found by its refusals. Not
/// safe for concurrent use: registries are built one after the other.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html</remarks>
internal sealed class EcrPaces(TimeProvider time) : IDisposable
{
    // APIs whose quota AWS does not publish are seldom called, and are not listed.
    private static readonly ImmutableArray<(RequestKind Kind, int PerSecond)> Quotas =
    [
        (RequestKind.Token, 500),
        (RequestKind.ManifestRead, 2000),
        (RequestKind.ManifestPush, 10),
        (RequestKind.BlobCheck, 1000),
        (RequestKind.BlobRead, 3000),
        (RequestKind.UploadStart, 100),
        (RequestKind.UploadPart, 500),
        (RequestKind.UploadEnd, 100),
    ];

    private readonly Dictionary<(string AccountId, string Region), RequestPaces> paces = [];

    /// <summary>Those of a registry's account and region; the same for every registry of both.</summary>
    public RequestPaces Of(EcrHostName name)
    {
        if (!paces.TryGetValue((name.AccountId, name.Region), out var known))
        {
            known = Create();
            paces.Add((name.AccountId, name.Region), known);
        }

        return known;
    }

    public void Dispose()
    {
        foreach (var pacesOfOne in paces.Values)
        {
            pacesOfOne.Dispose();
        }
    }

    private RequestPaces Create() => new(Quotas.ToImmutableDictionary(
        quota => quota.Kind,

        // ECR does not say how large its bucket is; half a second's worth leaves room for others.
        quota => new RequestPace(quota.PerSecond, burst: quota.PerSecond / 2, time)));
}
