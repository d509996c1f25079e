using CmpPromoter.LocalEcr.Identity;

namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>One AWS account of the server.</summary>
public sealed record EcrAccountOptions
{
    /// <summary>12 digits.</summary>
    public required string Id { get; init; }

    public ImmutableArray<string> Regions { get; init; } = [LocalEcrOptions.DefaultRegion];

    /// <summary>Keys besides <c>AKIA</c> followed by the account's id, which always works.</summary>
    public ImmutableArray<AccessKey> AccessKeys { get; init; } = [];

    /// <summary>The organization that <c>aws:PrincipalOrgID</c> compares with.</summary>
    public string OrganizationId { get; init; } = "o-localecr00";
}
