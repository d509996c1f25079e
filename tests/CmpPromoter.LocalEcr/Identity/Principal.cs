namespace CmpPromoter.LocalEcr.Identity;

/// <summary>Who calls: an ARN and the account and organization it belongs to.</summary>
public sealed record Principal(string Arn, string AccountId, string OrganizationId)
{
    /// <summary>
    /// The role behind an assumed-role session, the form that policies are written with; else the ARN itself.
    /// </summary>
    public string PolicyArn
    {
        get
        {
            var parts = Arn.Split(':', 6);
            var path = parts[^1].Split('/');
            return parts is [_, _, "sts", ..] && path is ["assumed-role", var role, ..]
                ? $"arn:aws:iam::{AccountId}:role/{role}"
                : Arn;
        }
    }
}
