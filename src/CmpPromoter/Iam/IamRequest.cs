namespace CmpPromoter.Iam;

/// <summary>What the command line adds to the configuration: whose policies are wanted.</summary>
internal sealed record IamRequest
{
    /// <summary>The role that the program's pod has. It assumes the others that the configuration names.</summary>
    public required RoleArn Role { get; init; }

    /// <summary>Every principal of this AWS organization may pull from the sources, instead of the roles alone.</summary>
    public required string? Organization { get; init; }

    public required string ServiceAccountNamespace { get; init; }

    public required string ServiceAccountName { get; init; }

    /// <summary>
    /// The cluster's OIDC issuer without <c>https://</c>, for IAM roles for service accounts; absent for EKS Pod Identity.
    /// </summary>
    public required string? OidcProvider { get; init; }
}
