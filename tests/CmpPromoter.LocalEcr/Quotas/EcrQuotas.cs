namespace CmpPromoter.LocalEcr.Quotas;

/// <summary>
/// Requests a second that each API of one account and region takes; bursts of one second's worth pass.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html</remarks>
public sealed record EcrQuotas
{
    /// <summary>AWS's defaults.</summary>
    public static readonly EcrQuotas Published = new();

    public int GetAuthorizationToken { get; init; } = 500;

    public int BatchCheckLayerAvailability { get; init; } = 1_000;

    public int BatchGetImage { get; init; } = 2_000;

    public int GetDownloadUrlForLayer { get; init; } = 3_000;

    public int InitiateLayerUpload { get; init; } = 100;

    public int UploadLayerPart { get; init; } = 500;

    public int CompleteLayerUpload { get; init; } = 100;

    public int PutImage { get; init; } = 10;

    /// <summary>Absent where AWS publishes none.</summary>
    public int? Of(string action) => action switch
    {
        nameof(GetAuthorizationToken) => GetAuthorizationToken,
        nameof(BatchCheckLayerAvailability) => BatchCheckLayerAvailability,
        nameof(BatchGetImage) => BatchGetImage,
        nameof(GetDownloadUrlForLayer) => GetDownloadUrlForLayer,
        nameof(InitiateLayerUpload) => InitiateLayerUpload,
        nameof(UploadLayerPart) => UploadLayerPart,
        nameof(CompleteLayerUpload) => CompleteLayerUpload,
        nameof(PutImage) => PutImage,
        _ => null,
    };
}
