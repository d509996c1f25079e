namespace CmpPromoter.LocalEcr.Identity;

/// <summary>Temporary credentials of an assumed role.</summary>
internal sealed record SessionCredentials
{
    public required string AccessKeyId { get; init; }

    public required string SecretAccessKey { get; init; }

    public required string SessionToken { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required Principal Principal { get; init; }
}
