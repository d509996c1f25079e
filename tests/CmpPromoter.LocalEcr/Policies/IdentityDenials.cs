using CmpPromoter.LocalEcr.Identity;
using CmpPromoter.LocalEcr.Wire;

namespace CmpPromoter.LocalEcr.Policies;

/// <summary>
/// What the callers' own (identity-based) policies lack for one registry. Everything is allowed until it is taken away.
/// Thread-safe.
/// </summary>
internal sealed class IdentityDenials
{
    private readonly Lock gate = new();
    private ImmutableArray<(string Action, string Principal, string Resource)> denials = [];

    public void Add(string action, string principal, string resource)
    {
        lock (gate)
        {
            denials = denials.Add((action, principal, resource));
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            denials = [];
        }
    }

    public bool Cover(Principal principal, string action, string resource)
    {
        lock (gate)
        {
            return denials.Any(denial => Glob.IsMatch(denial.Action, action)
                && (Glob.IsMatch(denial.Principal, principal.Arn)
                    || Glob.IsMatch(denial.Principal, principal.PolicyArn))
                && Glob.IsMatch(denial.Resource, resource));
        }
    }
}
