using CmpPromoter.Configuration;
using CmpPromoter.Oci;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.Configuration;

public sealed class PromotionFileTests
{
    [Fact]
    public void The_shortest_file_gets_every_default()
    {
        var options = PromotionFile.Parse(PromotionFile.Example, "/etc/cmp-promoter/promotion.yaml");

        var expected = new PromotionOptions
        {
            Destination = Ecr("222222222222"),
            CreateRepositories = null,
            Sources = [new SourceOptions { Registry = Ecr("111111111111"), Repositories = ["**"], Rename = null }],
            Render = new RenderOptions { BuildOptions = [], PassEnvironment = [] },
            Images = new ImageOptions { Fields = [], Sweep = SweepMode.Warn },
            Copy = new CopyOptions { Budget = TimeSpan.FromSeconds(45), Concurrency = 8, Artifacts = ArtifactMode.Copy },
            Policy = new PolicyOptions { Projects = [] },
            Daemon = new DaemonOptions { PresenceTtl = TimeSpan.FromSeconds(60), CopyGrace = TimeSpan.FromMinutes(15) },
        };
        Assert.Equivalent(expected, options, strict: true);
    }

    [Fact]
    public void Every_key_of_an_ECR_destination_arrives()
    {
        var options = PromotionFile.Parse(
            """
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              registry: 222222222222.dkr.ecr.us-east-1.amazonaws.com
              type: ecr
              endpoint: http://127.0.0.1:5002
              apiEndpoint: http://127.0.0.1:5000
              roleArn: arn:aws:iam::222222222222:role/promoter
              externalId: shared-secret
              region: us-west-2
              caFile: ca.pem
              createRepositories:
                imageTagMutability: MUTABLE
                scanOnPush: false
                encryption: {type: KMS, kmsKey: alias/images}
                tags: {owner: platform, empty: ''}
                lifecyclePolicy: '{"rules": []}'
            sources:
            - registry: 111111111111.dkr.ecr.us-east-1.amazonaws.com
            """,
            "/etc/cmp-promoter/promotion.yaml");

        var expected = Ecr("222222222222") with
        {
            Endpoint = new Uri("http://127.0.0.1:5002"),
            ApiEndpoint = new Uri("http://127.0.0.1:5000"),
            RoleArn = "arn:aws:iam::222222222222:role/promoter",
            ExternalId = "shared-secret",
            Region = "us-west-2",
            CaFile = "/etc/cmp-promoter/ca.pem",
        };
        Assert.Equal(expected, options.Destination);
        Assert.Equivalent(
            new RepositoryCreationOptions
            {
                ImageTagMutability = "MUTABLE",
                ScanOnPush = false,
                EncryptionType = "KMS",
                KmsKey = "alias/images",
                Tags = ImmutableSortedDictionary<string, string>.Empty.Add("owner", "platform").Add("empty", ""),
                LifecyclePolicy = """{"rules": []}""",
            },
            options.CreateRepositories,
            strict: true);
    }

    [Fact]
    public void Creation_by_templates_and_tags_that_the_mutability_does_not_hold_for_arrive()
    {
        var onPush = Creation("onPush");
        var filtered = Creation(
            "{imageTagMutability: IMMUTABLE_WITH_EXCLUSION, imageTagMutabilityExclusionFilters: [latest, 'dev-*']}");

        Assert.True(onPush?.IsOnPush);
        Assert.Equal("IMMUTABLE_WITH_EXCLUSION", filtered?.ImageTagMutability);
        Assert.Equal(["latest", "dev-*"], filtered!.ExclusionFilters);
        Assert.False(filtered.IsOnPush);
    }

    [Fact]
    public void A_lifecycle_policy_may_stand_in_a_file_beside()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("lifecycle.json", """{"rules": [1]}""");

        var creation = Creation("{lifecyclePolicyFile: lifecycle.json}", Path.Combine(directory.Path, "promotion.yaml"));

        Assert.Equal("""{"rules": [1]}""", creation?.LifecyclePolicy);
    }

    [Fact]
    public void Every_key_of_an_OCI_source_and_of_the_program_arrives()
    {
        var options = PromotionFile.Parse(
            """
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              registry: registry.example.com
              credentials: {usernameFile: secrets/user, passwordFile: /run/password}
            sources:
            - registry: mirror.example.com:5000
              endpoint: http://mirror.internal:5000
              insecure: true
              credentials: {dockerConfig: config.json}
              repositories: ["team-a/**", tools]
              rename: {prefix: prod/, with: ""}
            - registry: docker.io
            render: {tool: kustomize, buildOptions: [--enable-helm], passEnvironment: [HELM_CACHE_HOME]}
            images:
              fields: [{kind: Kafka, group: kafka.strimzi.io, path: spec/kafka/image}, {kind: Any, path: image}]
              sweep: off
            copy: {budget: 1m30s, concurrency: 64, artifacts: require}
            """,
            "/srv/promotion.yaml");

        Assert.Equal(new CredentialOptions { DockerConfigFile = null, UserNameFile = "/srv/secrets/user", PasswordFile = "/run/password" },
            options.Destination.Credentials);
        Assert.Equivalent(
            new SourceOptions
            {
                Registry = Oci("mirror.example.com:5000", "http://mirror.internal:5000") with
                {
                    Credentials = new CredentialOptions { DockerConfigFile = "/srv/config.json", UserNameFile = null, PasswordFile = null },
                },
                Repositories = ["team-a/**", "tools"],
                Rename = new RenameOptions("prod/", ""),
            },
            options.Sources[0],
            strict: true);
        Assert.Equal(Oci("docker.io", "https://registry-1.docker.io"), options.Sources[1].Registry);
        Assert.Equivalent(
            new RenderOptions { BuildOptions = ["--enable-helm"], PassEnvironment = ["HELM_CACHE_HOME"] }, options.Render, strict: true);
        Assert.Equivalent(
            new ImageOptions
            {
                Fields =
                [
                    new ImageFieldOptions { Kind = "Kafka", Group = "kafka.strimzi.io", Path = ["spec", "kafka", "image"] },
                    new ImageFieldOptions { Kind = "Any", Group = null, Path = ["image"] },
                ],
                Sweep = SweepMode.Off,
            },
            options.Images,
            strict: true);
        Assert.Equal(
            new CopyOptions { Budget = TimeSpan.FromSeconds(90), Concurrency = 64, Artifacts = ArtifactMode.Require }, options.Copy);
    }

    [Theory]
    [InlineData("true", ArtifactMode.Copy)]
    [InlineData("false", ArtifactMode.Leave)]
    [InlineData("require", ArtifactMode.Require)]
    internal void Artifacts_travel_unless_said_otherwise(string value, ArtifactMode mode) => Assert.Equal(
        mode, PromotionFile.Parse($"{PromotionFile.Example}\ncopy: {{artifacts: {value}}}\n", "f.yaml").Copy.Artifacts);

    [Theory]
    [InlineData("true", true)]
    [InlineData("{}", true)]
    [InlineData("false", false)]
    public void Repositories_are_created_immutable_and_scanned_unless_said_otherwise(string value, bool creates)
    {
        var options = PromotionFile.Parse(
            PromotionFile.Example.Replace("sources:", $"  createRepositories: {value}\nsources:", StringComparison.Ordinal), "f.yaml");

        Assert.Equal(
            creates ? ("IMMUTABLE", true) : (null, null),
            (options.CreateRepositories?.ImageTagMutability, options.CreateRepositories?.ScanOnPush));
    }

    [Fact]
    public void The_destination_itself_can_be_a_source_when_names_differ()
    {
        var options = PromotionFile.Parse(
            """
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination: {registry: registry.example.com}
            sources: [{registry: registry.example.com, rename: {prefix: prod/, with: dev/}}]
            """,
            "f.yaml");

        Assert.Equal(options.Destination, options.Sources[0].Registry);
    }

    private static RegistryOptions Ecr(string account)
    {
        var host = RegistryHost.Parse($"{account}.dkr.ecr.us-east-1.amazonaws.com");
        return Oci(host.ToString(), $"https://{host}") with { Type = RegistryType.Ecr, Ecr = EcrHostName.Find(host) };
    }

    private static RegistryOptions Oci(string host, string endpoint) => new()
    {
        Host = RegistryHost.Parse(host),
        Type = RegistryType.Oci,
        Ecr = null,
        Endpoint = new Uri(endpoint),
        ApiEndpoint = null,
        RoleArn = null,
        ExternalId = null,
        Credentials = null,
        CaFile = null,
    };

    private static RepositoryCreationOptions? Creation(string value, string path = "f.yaml") => PromotionFile.Parse(
        PromotionFile.Example.Replace("sources:", $"  createRepositories: {value}\nsources:", StringComparison.Ordinal),
        path).CreateRepositories;
}
