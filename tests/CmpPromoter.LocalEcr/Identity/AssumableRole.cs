namespace CmpPromoter.LocalEcr.Identity;

/// <summary>A role of the token service and the conditions of its trust policy.</summary>
public sealed record AssumableRole
{
    /// <summary>Such as <c>arn:aws:iam::111111111111:role/promoter</c>.</summary>
    public required string Arn { get; init; }

    /// <summary>Must be sent when it is set.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Who may assume it, as glob over the principal's ARN; empty is everyone.</summary>
    public ImmutableArray<string> TrustedPrincipals { get; init; } = [];
}
