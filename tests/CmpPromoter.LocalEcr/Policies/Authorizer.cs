using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Identity;

namespace CmpPromoter.LocalEcr.Policies;

/// <summary>
/// Decides as IAM does: within an account the identity's or the repository's policy is enough, between accounts both
/// are needed, and a Deny wins. The refusal says which policy is missing.
/// </summary>
/// <remarks>
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
/// </remarks>
internal static class Authorizer
{
    /// <exception cref="EcrException">The principal may not do this.</exception>
    public static void Require(Principal principal, string action, EcrAccount account, EcrRepository? repository)
    {
        var resource = repository?.Arn ?? "*";
        var policy = repository?.Policy;
        if (policy?.Denies(principal, action) == true)
        {
            throw Refusal(principal, action, resource, "with an explicit deny in a resource-based policy");
        }

        var isAllowedByIdentity = !account.Denials.Cover(principal, action, resource);
        var isAllowedByResource = policy?.Allows(principal, action) == true;
        if (principal.AccountId == account.AccountId || repository is null)
        {
            if (!isAllowedByIdentity && !isAllowedByResource)
            {
                throw Refusal(
                    principal, action, resource, $"because no identity-based policy allows the {action} action");
            }
        }
        else if (!isAllowedByResource)
        {
            throw Refusal(principal, action, resource, $"because no resource-based policy allows the {action} action");
        }
        else if (!isAllowedByIdentity)
        {
            throw Refusal(principal, action, resource, $"because no identity-based policy allows the {action} action");
        }
    }

    private static EcrException Refusal(Principal principal, string action, string resource, string why) =>
        EcrErrors.NotAuthorized(
            $"User: {principal.Arn} is not authorized to perform: {action} on resource: {resource} {why}");
}
