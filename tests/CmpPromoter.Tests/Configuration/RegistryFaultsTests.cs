using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Tests.Configuration;

/// <summary>Combinations of registry keys that cannot be meant.</summary>
public sealed class RegistryFaultsTests
{
    private const string Ecr = "registry: 222222222222.dkr.ecr.us-east-1.amazonaws.com";
    private const string Oci = "registry: registry.example.com";

    [Theory]
    [InlineData(Ecr + ", credentials: {dockerConfig: c}", "credentials: for type oci only, and 222222222222.dkr.ecr.us-east-1.amazonaws.com is type ecr: AWS credentials come from the pod's role or roleArn; remove it")]
    [InlineData(Oci + ", roleArn: 'arn:aws:iam::222222222222:role/r'", "roleArn: for type ecr only, and registry.example.com is type oci; remove it")]
    [InlineData(Oci + ", apiEndpoint: https://api.example.com", "apiEndpoint: for type ecr only, and registry.example.com is type oci; remove it")]
    [InlineData(Oci + ", region: us-east-1", "region: for type ecr only, and registry.example.com is type oci; remove it")]
    [InlineData(Oci + ", createRepositories: true", "createRepositories: for type ecr only: other registries create a repository with the first push; remove it")]
    [InlineData(Oci + ", type: ecr", "type: ecr: 'registry.example.com' is no ECR registry's name; it has the form <12 digits>.dkr.ecr.<region>.amazonaws.com; write type: oci for any other registry")]
    [InlineData(Ecr + ", externalId: id", "externalId: an external id belongs to a role; write roleArn too, or remove it")]
    [InlineData(Ecr + ", roleArn: admin", "roleArn: 'admin': write a role's ARN, arn:aws:iam::<12 digits>:role/<name>")]
    [InlineData(Ecr + ", region: Ireland", "region: 'Ireland': write an AWS region such as eu-central-1")]
    [InlineData(Ecr + ", createRepositories: {encryption: {type: AES256, kmsKey: k}}", "createRepositories.encryption.kmsKey: a key belongs to type KMS or KMS_DSSE; change the type, or remove the key")]
    [InlineData(Ecr + ", createRepositories: {encryption: {kmsKey: k}}", "createRepositories.encryption.type: missing; write AES256, KMS or KMS_DSSE")]
    [InlineData(Ecr + ", createRepositories: {tags: {'aws:x': y}}", "createRepositories.tags.aws:x: a tag's name has 1 to 128 characters and does not begin with aws:")]
    [InlineData(Ecr + ", createRepositories: {lifecyclePolicy: '[]'}", "createRepositories.lifecyclePolicy: '[]': write a lifecycle policy, a JSON object of at most 30720 characters")]
    [InlineData(Ecr + ", createRepositories: 'yes'", "createRepositories: 'yes': valid: true, false, onPush, or a mapping of imageTagMutability, imageTagMutabilityExclusionFilters, scanOnPush, encryption, tags, lifecyclePolicy, lifecyclePolicyFile")]
    [InlineData(Ecr + ", createRepositories: 'true'", "createRepositories: 'true': write true or false, without quotes")]
    [InlineData(Oci + ", createRepositories: onPush", "createRepositories: for type ecr only: other registries create a repository with the first push; remove it")]
    [InlineData(Ecr + ", createRepositories: {imageTagMutability: IMMUTABLE_WITH_EXCLUSIONS, scanOnPush: true}", "createRepositories.imageTagMutability: 'IMMUTABLE_WITH_EXCLUSIONS': did you mean 'IMMUTABLE_WITH_EXCLUSION'? valid: IMMUTABLE, MUTABLE, IMMUTABLE_WITH_EXCLUSION, MUTABLE_WITH_EXCLUSION")]
    [InlineData(Ecr + ", createRepositories: {imageTagMutability: MUTABLE_WITH_EXCLUSION}", "createRepositories.imageTagMutabilityExclusionFilters: missing; write which tags are excluded, such as [\"latest\", \"dev-*\"]")]
    [InlineData(Ecr + ", createRepositories: {imageTagMutabilityExclusionFilters: [latest]}", "createRepositories.imageTagMutabilityExclusionFilters: belongs to imageTagMutability IMMUTABLE_WITH_EXCLUSION or MUTABLE_WITH_EXCLUSION; write one, or remove it")]
    [InlineData(Ecr + ", createRepositories: {imageTagMutability: MUTABLE_WITH_EXCLUSION, imageTagMutabilityExclusionFilters: [a, b, c, d, e, f]}", "createRepositories.imageTagMutabilityExclusionFilters: has 6 filters; ECR takes 5")]
    [InlineData(Ecr + ", createRepositories: {imageTagMutability: MUTABLE_WITH_EXCLUSION, imageTagMutabilityExclusionFilters: ['*a*b*']}", "createRepositories.imageTagMutabilityExclusionFilters[0]: '*a*b*': write 1 to 128 letters, digits, '.', '_' or '-', with at most two '*' for any characters")]
    [InlineData(Ecr + ", createRepositories: {lifecyclePolicyFile: /nowhere/policy.json}", "createRepositories.lifecyclePolicyFile: '/nowhere/policy.json': Could not find a part of the path '/nowhere/policy.json'.")]
    [InlineData(Ecr + ", createRepositories: {lifecyclePolicy: '{}', lifecyclePolicyFile: /dev/null}", "createRepositories.lifecyclePolicyFile: lifecyclePolicy and lifecyclePolicyFile exclude each other; keep one")]
    [InlineData(Oci + ", credentials: {usernameFile: u}", "credentials.passwordFile: missing; usernameFile and passwordFile go together")]
    [InlineData(Oci + ", credentials: {}", "credentials: names no file; write dockerConfig, or usernameFile and passwordFile")]
    [InlineData(Oci + ", credentials: {dockerConfig: c, usernameFile: u, passwordFile: p}", "credentials: dockerConfig and usernameFile/passwordFile exclude each other; keep one")]
    [InlineData(Oci + ", credentials: 'user:secret'", "credentials: a single value: write a mapping of keys and values")]
    [InlineData(Oci + ", endpoint: http://registry.example.com", "endpoint: 'http://registry.example.com': plain http is for this machine only; write https://, or add insecure: true if anyone on the way may read and change the images")]
    [InlineData(Oci + ", endpoint: https://registry.example.com/v2", "endpoint: 'https://registry.example.com/v2': an endpoint has no path and no query; write https://registry.example.com")]
    [InlineData(Oci + ", endpoint: https://user:secret@registry.example.com", "endpoint: 'https://…@registry.example.com': an endpoint holds no user and no password; write them into the files that credentials names")]
    [InlineData(Oci + ", endpoint: registry.example.com", "endpoint: 'registry.example.com': write a URL such as https://registry.example.com:5000")]
    [InlineData("registry: 'https://user:secret@registry.example.com'", "registry: 'https://…@registry.example.com': drop the scheme: write registry.example.com; an address of another name is given with endpoint")]
    [InlineData("registry: registry.example.com/team", "registry: 'registry.example.com/team': 'registry.example.com/team' is not a registry host; write host or host:port, without scheme and path")]
    [InlineData("type: oci", "registry: missing; write the registry's host[:port]")]
    public void A_destination_that_cannot_be_meant_is_refused(string destination, string expected) => Assert.Equal(
        expected,
        Fault($"destination: {{{destination}}}\nsources: [{{registry: source.example.com}}]", "destination."));

    [Theory]
    [InlineData("[]", "sources: names no source; name the registries that images are copied from: sources: [{registry: host}]")]
    [InlineData("[{registry: registry.example.com}]", "sources[0].registry: 'registry.example.com': the destination itself; an image can be copied within a registry only with rename")]
    [InlineData("[{registry: a}, {registry: b}]", "sources[1].repositories: this source would never be asked: one before it serves every repository; give that one narrower repositories, or put it last")]
    [InlineData("[{registry: a, createRepositories: true}]", "sources[0].createRepositories: unknown key; valid here: registry, type, endpoint, insecure, apiEndpoint, roleArn, externalId, region, credentials, caFile, repositories, rename")]
    [InlineData("[{registry: a, repositories: []}]", "sources[0].repositories: an empty sequence serves no repository; write globs such as [\"team-a/**\"], or remove the key")]
    [InlineData("[{registry: a, repositories: [team-a/]}]", "sources[0].repositories[0]: 'team-a/': write parts between single slashes, such as team-a/** or team-a/*-api; ** stands alone in its part")]
    [InlineData("[{registry: a, repositories: [team-**]}]", "sources[0].repositories[0]: 'team-**': write parts between single slashes, such as team-a/** or team-a/*-api; ** stands alone in its part")]
    [InlineData("[{registry: a, rename: {prefix: prod/}}]", "sources[0].rename.with: missing; write how the name begins at the destination (prefix) and at the source (with)")]
    [InlineData("[{registry: a, rename: {prefix: prod/, with: prod/}}]", "sources[0].rename.with: 'prod/': the same as prefix renames nothing; remove rename")]
    [InlineData("[{registry: a, rename: {prefix: prod/*, with: dev/}}]", "sources[0].rename.prefix: 'prod/*': write how a repository name begins: lower-case letters, digits, '.', '_', '-' and '/', without wildcards")]
    public void Sources_that_cannot_be_meant_are_refused(string sources, string expected) =>
        Assert.Equal(expected, Fault($"destination: {{registry: registry.example.com}}\nsources: {sources}", ""));

    private static string Fault(string lines, string prefix)
    {
        var yaml = $"apiVersion: cmp-promoter/v1\nkind: Promotion\n{lines}";
        var exception = Assert.Throws<PromoterException>(() => PromotionFile.Parse(yaml, "f.yaml"));

        var parts = exception.Message.Split("\nf.yaml:");
        Assert.Equal("The configuration f.yaml has 1 fault:", parts[0]);
        var fault = parts[1].Split(": ", 2)[1];
        Assert.StartsWith(prefix, fault, StringComparison.Ordinal);
        return fault[prefix.Length..];
    }
}
