using CmpPromoter.Configuration;

namespace CmpPromoter.Iam;

/// <summary>One registry of type ecr: which role uses it, for which repositories.</summary>
/// <param name="Registry">Of type ecr.</param>
/// <param name="Role">The one of the configuration, or else the pod's.</param>
/// <param name="ExternalId">What the role asks of who assumes it.</param>
/// <param name="Repositories">Names, or patterns of IAM's.</param>
internal sealed record Access(RegistryOptions Registry, RoleArn Role, string? ExternalId, ImmutableArray<string> Repositories)
{
    public EcrHostName Ecr => Registry.Ecr!; // Of type ecr.

    /// <summary>
    /// Between accounts a repository must say itself who may pull; within one, the role's policy is enough.
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html</remarks>
    public bool CrossesAccounts => Role.AccountId != Ecr.AccountId;

    public IEnumerable<string> Resources => EcrResources.Of(Registry, Repositories);
}
