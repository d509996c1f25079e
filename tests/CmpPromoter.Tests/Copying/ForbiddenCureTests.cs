using CmpPromoter.Copying;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Copying;

/// <summary>Whoever reads that something is forbidden reads what to grant, in which policy, and whose that is.</summary>
public sealed class ForbiddenCureTests
{
    private const string Ecr = "111111111111.dkr.ecr.us-east-1.amazonaws.com";
    private const string Api = "BatchGetImage https://api.ecr.us-east-1.amazonaws.com: 400 AccessDeniedException: ";
    private const string User = "User: arn:aws:sts::222222222222:assumed-role/promoter/x is not authorized to perform: ";
    private const string Repository = " on resource: arn:aws:ecr:us-east-1:111111111111:repository/team/api ";

    [Theory]
    [InlineData(
        RegistrySide.Source,
        Api + User + "ecr:BatchGetImage" + Repository + "because no resource-based policy allows the ecr:BatchGetImage action",
        "Allow ecr:BatchGetImage to the promoter's role in the source repository's policy, which the source's account sets")]
    [InlineData(
        RegistrySide.Source,
        Api + User + "ecr:BatchGetImage" + Repository + "because no identity-based policy allows the ecr:BatchGetImage action",
        "Allow ecr:BatchGetImage in the policy of the promoter's role; across accounts the source repository's policy must allow it, too")]
    [InlineData(
        RegistrySide.Destination,
        "PUT https://x/v2/team/api/manifests/1: 403 DENIED: " + User + "ecr:PutImage" + Repository
            + "because no identity-based policy allows the ecr:PutImage action",
        "Allow ecr:PutImage in the policy of the promoter's role")]
    [InlineData(
        RegistrySide.Destination,
        Api + User + "ecr:PutImage" + Repository + "because no VPC endpoint policy allows the ecr:PutImage action",
        "Allow ecr:PutImage in the VPC endpoint policy that AWS names, and in the policy of the promoter's role")]
    [InlineData(
        RegistrySide.Source,
        Api + User + "ecr:BatchGetImage" + Repository + "with an explicit deny in a service control policy",
        "Something denies ecr:BatchGetImage explicitly, which no Allow outweighs: change the policy that AWS names")]
    [InlineData(
        RegistrySide.Destination,
        "GetAuthorizationToken https://api: 400 AccessDeniedException: " + User + "ecr:GetAuthorizationToken on resource: * "
            + "because no identity-based policy allows the ecr:GetAuthorizationToken action",
        "Allow ecr:GetAuthorizationToken in the policy of the promoter's role")]
    [InlineData(
        RegistrySide.Source,
        "BatchGetImage https://api: no credentials: STS answered 403 AccessDenied: " + User + "sts:AssumeRole on resource: arn:aws:iam::1:role/pull",
        "Allow sts:AssumeRole to the pod's role, and name that role in the trust policy of the role to be assumed (roleArn)")]
    [InlineData(
        RegistrySide.Source,
        "BatchGetImage https://api: no credentials: STS answered 403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
        "Allow sts:AssumeRoleWithWebIdentity to the pod's role, and name that role in the trust policy of the role to be assumed (roleArn)")]
    internal void AWS_names_the_action_and_the_policy(RegistrySide side, string message, string cure) =>
        Assert.Equal(cure, Cure(Ecr, message, side));

    [Theory]
    [InlineData(RegistrySide.Destination, "HEAD https://x/v2/team/api/manifests/1: 403 Forbidden", "Allow ecr:BatchGetImage in the")]
    [InlineData(RegistrySide.Destination, "PUT https://x/v2/team/api/manifests/1: 403 Forbidden", "Allow ecr:PutImage in the")]
    [InlineData(RegistrySide.Destination, "POST https://x/v2/team/api/blobs/uploads/: 403 Forbidden", "Allow ecr:InitiateLayerUpload, ")]
    [InlineData(RegistrySide.Source, "GET https://x/v2/team/api/blobs/sha256:ab: 403 Forbidden", "Allow ecr:BatchCheckLayerAvailability and")]
    [InlineData(RegistrySide.Source, "GET https://x/v2/team/api/referrers/sha256:ab: 403 Forbidden", "Allow ecr:BatchGetImage in the")]
    [InlineData(RegistrySide.Destination, "CreateRepository https://api: 400 AccessDeniedException", "Allow ecr:CreateRepository in the")]
    [InlineData(RegistrySide.Source, "GET https://bucket/x: 403 AccessDenied", "Allow ecr:BatchGetImage and ecr:GetDownloadUrlForLayer in the")]
    internal void Without_a_sentence_the_request_tells_the_action(RegistrySide side, string message, string cure) =>
        Assert.StartsWith(cure, Cure(Ecr, message, side), StringComparison.Ordinal);

    [Fact]
    public void A_source_without_a_sentence_may_lack_either_policy() => Assert.EndsWith(
        "in the policy of the promoter's role and, where the source is another account's, in the source repository's policy",
        Cure(Ecr, "HEAD https://x/v2/team/api/manifests/1: 403 Forbidden", RegistrySide.Source),
        StringComparison.Ordinal);

    [Fact]
    public void Another_registry_has_users() => Assert.Equal(
        "Give the configured user the right to pull from this repository",
        Cure("registry.example.com", "GET https://x: 403 DENIED: no", RegistrySide.Source));

    private static string Cure(string host, string message, RegistrySide side) =>
        ForbiddenCure.Of(new RegistryException(RegistryFault.Forbidden, RegistryHost.Parse(host), message), side);
}
