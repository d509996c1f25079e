using System.Net;
using System.Security.Cryptography.X509Certificates;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Identity;
using CmpPromoter.LocalEcr.Quotas;

namespace CmpPromoter.LocalEcr;

/// <summary>
/// What a <see cref="LocalEcrServer"/> is made of; the default is two accounts in us-east-1, without limits or delays.
/// </summary>
public sealed record LocalEcrOptions
{
    public const string DefaultRegion = "us-east-1";

    public ImmutableArray<EcrAccountOptions> Accounts { get; init; } =
        [new EcrAccountOptions { Id = "111111111111" }, new EcrAccountOptions { Id = "222222222222" }];

    /// <summary>Roles that the token service hands out. A role that is not listed can be assumed by everyone.</summary>
    public ImmutableArray<AssumableRole> Roles { get; init; } = [];

    /// <summary>How long a registry token lives; 12 hours at AWS.</summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html</remarks>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How long the address of a layer works; 3600 s in AWS's example.</summary>
    public TimeSpan LayerUrlLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Port of the ECR API and of the token service; 0 takes a free one.</summary>
    public int ApiPort { get; init; }

    /// <summary>Port of the first account's registry, the others follow; 0 takes free ones.</summary>
    public int RegistryPort { get; init; }

    /// <summary>Port of the origin that holds the layers; 0 takes a free one.</summary>
    public int LayerPort { get; init; }

    /// <summary>What every request waits before it is looked at.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Bytes a second that all bodies of one direction share; 0 is no limit.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>Requests a second of each API; absent is no limit.</summary>
    public EcrQuotas? Quotas { get; init; }

    /// <summary>
    /// Uploaded layers above 1 MiB are hashed and forgotten; they can be pulled again only when some account was seeded
    /// with the same content. Keeps a benchmark from measuring this server's disk.
    /// </summary>
    public bool DiscardUploads { get; init; }

    /// <summary>The largest layer that is taken; 52,000 MiB at AWS.</summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html</remarks>
    public long MaxLayerBytes { get; init; } = 52_000L * 1024 * 1024;

    /// <summary>How many parts a layer can be pushed in; 4,200 at AWS.</summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html</remarks>
    public int MaxLayerParts { get; init; } = 4_200;

    /// <summary>
    /// The largest part that PATCH takes. Absent, as the quota of 10 MiB is UploadLayerPart's: the registry protocol
    /// cuts what comes into parts of its own.
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html</remarks>
    public long? MaxPatchBytes { get; init; }

    /// <summary>How long UpdateImageStorageClass takes to restore an image; up to 20 minutes at AWS.</summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/restore-image.html</remarks>
    public TimeSpan RestoreTime { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>
    /// The Retry-After header of what <see cref="Quotas"/> refuse, in seconds or as a date; AWS sends none in any trace.
    /// </summary>
    public string? ThrottleRetryAfter { get; init; }

    /// <summary>The status that says that a registry token has expired; reports differ between 401 and 403.</summary>
    public HttpStatusCode ExpiredTokenStatus { get; init; } = HttpStatusCode.Forbidden;

    /// <summary>Whether a push to a missing repository is hung up on (true, as at AWS) or answered with 404.</summary>
    /// <remarks>https://github.com/aws/containers-roadmap/issues/1970</remarks>
    public bool MissingRepositoryHangsUp { get; init; } = true;

    /// <summary>
    /// Upload sessions and stored content are pointed to by path and query alone, as the specification allows; AWS's own
    /// traces have absolute addresses.
    /// </summary>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#post-then-put</remarks>
    public bool RelativeLocations { get; init; }

    /// <summary>How long PutImageTagMutability takes to hold; not at once at AWS.</summary>
    /// <remarks>https://github.com/aws/containers-roadmap/issues/862</remarks>
    public TimeSpan MutabilityDelay { get; init; }

    /// <summary>Refuses API calls signed more than five minutes away from <see cref="TimeProvider"/>.</summary>
    public bool CheckSignatureTime { get; init; }

    /// <summary>Makes every endpoint speak HTTPS with this certificate.</summary>
    public X509Certificate2? Certificate { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
