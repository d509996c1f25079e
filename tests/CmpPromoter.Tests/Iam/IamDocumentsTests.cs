using CmpPromoter.Configuration;
using CmpPromoter.Iam;
using CmpPromoter.Oci;

namespace CmpPromoter.Tests.Iam;

public sealed class IamDocumentsTests
{
    private const string Plain = """
        apiVersion: cmp-promoter/v1
        kind: Promotion
        destination:
          registry: 222222222222.dkr.ecr.us-east-1.amazonaws.com
        sources:
        - registry: 111111111111.dkr.ecr.us-east-1.amazonaws.com
        """;

    [Theory]
    [InlineData("**", "*")]
    [InlineData("team-a/**", "team-a/*")]
    [InlineData("team-a/*-api", "team-a/*-api")]
    [InlineData("a/**/b", "a/*b")]
    [InlineData("**/b", "*b")]
    [InlineData("shop/api", "shop/api")]
    public void A_glob_becomes_a_pattern_that_is_never_narrower(string glob, string pattern) =>
        Assert.Equal([pattern], Resources(Plain + $"\n  repositories: ['{glob}']", "LookAndPushAtTheDestination"));

    [Theory]
    [InlineData("prod/**", "dev/*")]
    [InlineData("prod/shop/*", "dev/shop/*")]
    [InlineData("other/**", "other/*")]
    [InlineData("**", "*")]
    [InlineData("p*/api", "dev/*", "p*/api")]
    [InlineData("p", "p")]
    public void A_rename_shows_in_the_source_s_names(string glob, params string[] patterns) => Assert.Equal(
        patterns,
        Resources(Plain + $"\n  repositories: ['{glob}']\n  rename: {{prefix: prod/, with: dev/}}", "PullFromTheSource"));

    [Fact]
    public void Names_of_an_overlay_are_renamed_each_at_its_own_source()
    {
        var options = PromotionFile.Parse(
            Plain + "\n  repositories: ['prod/**']\n  rename: {prefix: prod/, with: dev/}\n- registry: 333333333333.dkr.ecr.us-east-1.amazonaws.com",
            "promotion.yaml");
        ImmutableArray<RepositoryName> names = [RepositoryName.Parse("prod/api"), RepositoryName.Parse("tools/web")];

        var statements = new IamDocuments(options, Request(), names).Destination().Single().Policy.Statements;

        Assert.Equal(
            ["arn:aws:ecr:us-east-1:111111111111:repository/dev/api", "arn:aws:ecr:us-east-1:333333333333:repository/tools/web"],
            statements.Single(statement => statement.Sid == "PullFromTheSource").Resources);
    }

    [Theory]
    [InlineData("cn-north-1", "amazonaws.com.cn", "aws-cn")]
    [InlineData("us-gov-west-1", "amazonaws.com", "aws-us-gov")]
    [InlineData("eusc-de-east-1", "amazonaws.eu", "aws-eusc")]
    public void The_partition_is_the_registry_s(string region, string domain, string partition)
    {
        var yaml = Plain.Replace("us-east-1.amazonaws.com", $"{region}.{domain}", StringComparison.Ordinal);

        Assert.Equal(
            [$"arn:{partition}:ecr:{region}:222222222222:repository/*"],
            Statement(yaml, "LookAndPushAtTheDestination").Resources);
    }

    [Theory]
    [InlineData("arn:aws:kms:us-east-1:222222222222:key/1234", "arn:aws:kms:us-east-1:222222222222:key/1234", null)]
    [InlineData("1234abcd", "arn:aws:kms:us-east-1:222222222222:key/1234abcd", null)]
    [InlineData("alias/images", "arn:aws:kms:us-east-1:222222222222:key/*", "alias/images")]
    [InlineData("arn:aws:kms:us-east-1:222222222222:alias/images", "arn:aws:kms:us-east-1:222222222222:key/*", "alias/images")]
    public void A_key_is_used_through_ECR_alone(string key, string resource, string? alias)
    {
        var statement = Statement(
            Plain.Replace("sources:", $"  createRepositories: {{encryption: {{type: KMS, kmsKey: '{key}'}}}}\nsources:", StringComparison.Ordinal),
            "EncryptWithTheKey");

        Assert.Equal([resource], statement.Resources);
        Assert.Contains(new PolicyCondition("StringEquals", "kms:ViaService", "ecr.us-east-1.amazonaws.com"), statement.Conditions);
        Assert.Equal(
            alias, statement.Conditions.FirstOrDefault(condition => condition.Key == "kms:ResourceAliases")?.Value);
    }

    [Theory]
    [InlineData("createRepositories: onPush")]
    [InlineData("createRepositories: false")]
    public void Without_repositories_to_create_no_action_creates(string line) => Assert.DoesNotContain(
        Documents(Plain.Replace("sources:", $"  {line}\nsources:", StringComparison.Ordinal)).Destination().Single().Policy.Statements,
        statement => statement.Sid is "CreateMissingRepositories");

    [Fact]
    public void A_text_of_terraform_s_holds_no_expression() =>
        Assert.Equal("""
            "$${a} %%{b} \"c\" \\"
            """, HclText.Quote("""${a} %{b} "c" \"""));

    private static IEnumerable<string> Resources(string yaml, string sid) =>
        Statement(yaml, sid).Resources.Select(arn => arn.Split(":repository/")[1]);

    private static PolicyStatement Statement(string yaml, string sid) =>
        Documents(yaml).Destination().Single().Policy.Statements.Single(statement => statement.Sid == sid);

    private static IamDocuments Documents(string yaml) =>
        new(PromotionFile.Parse(yaml, "promotion.yaml"), Request(), repositories: null);

    private static IamRequest Request() => new()
    {
        Role = RoleArn.Parse("arn:aws:iam::222222222222:role/cmp-promoter"),
        Organization = null,
        OidcProvider = null,
        ServiceAccountNamespace = "argocd",
        ServiceAccountName = "argocd-repo-server",
    };
}
