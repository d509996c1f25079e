namespace CmpPromoter.Iam;

/// <summary>Who may become each role: the pod's service account, and the pod's role for the others.</summary>
internal static class TrustPolicies
{
    public static IEnumerable<(RoleArn Role, PolicyDocument Policy)> Of(IamAccess access, IamRequest request)
    {
        yield return (request.Role, request.OidcProvider is { } provider ? Irsa(request, provider) : PodIdentity(request));
        foreach (var role in access.All.Where(one => one.Role != request.Role).GroupBy(one => one.Role))
        {
            yield return (role.Key, Chained(request.Role, role.Select(one => one.ExternalId).OfType<string>().FirstOrDefault()));
        }
    }

    /// <remarks>https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html</remarks>
    private static PolicyDocument Irsa(IamRequest request, string provider) => new(
    [
        new PolicyStatement
        {
            Principal = new PolicyPrincipal(
                "Federated", $"arn:{request.Role.Partition}:iam::{request.Role.AccountId}:oidc-provider/{provider}"),
            Actions = ["sts:AssumeRoleWithWebIdentity"],
            Conditions =
            [
                new PolicyCondition("StringEquals", $"{provider}:aud", "sts.amazonaws.com"),
                new PolicyCondition(
                    "StringEquals",
                    $"{provider}:sub",
                    $"system:serviceaccount:{request.ServiceAccountNamespace}:{request.ServiceAccountName}"),
            ],
        },
    ]);

    /// <remarks>https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html</remarks>
    private static PolicyDocument PodIdentity(IamRequest request) => new(
    [
        new PolicyStatement
        {
            Principal = new PolicyPrincipal("Service", "pods.eks.amazonaws.com"),
            Actions = ["sts:AssumeRole", "sts:TagSession"],
            Conditions =
            [
                new PolicyCondition("StringEquals", "aws:RequestTag/kubernetes-namespace", request.ServiceAccountNamespace),
                new PolicyCondition("StringEquals", "aws:RequestTag/kubernetes-service-account", request.ServiceAccountName),
            ],
        },
    ]);

    /// <remarks>
    /// The external id stands in a condition of its own statement, because sts:TagSession does not know it:
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
    /// </remarks>
    private static PolicyDocument Chained(RoleArn podRole, string? externalId)
    {
        var principal = new PolicyPrincipal("AWS", podRole.ToString());
        return externalId is null
            ? new PolicyDocument([new PolicyStatement { Principal = principal, Actions = AwsActions.Names(ActionPlace.Role, ActionNeed.Always) }])
            : new PolicyDocument(
            [
                new PolicyStatement
                {
                    Principal = principal,
                    Actions = ["sts:AssumeRole"],
                    Conditions = [new PolicyCondition("StringEquals", "sts:ExternalId", externalId)],
                },
                new PolicyStatement { Principal = principal, Actions = ["sts:TagSession"] },
            ]);
    }
}
