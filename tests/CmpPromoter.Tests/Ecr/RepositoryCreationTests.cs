using CmpPromoter.Configuration;
using CmpPromoter.Ecr;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Tests.Ecr;

public sealed class RepositoryCreationTests
{
    private const int TimeoutMilliseconds = 30_000;
    private static readonly RepositoryName Repository = RepositoryName.Parse("team/api");
    private static readonly RepositoryCreationOptions Options = new()
    {
        ImageTagMutability = "IMMUTABLE",
        ScanOnPush = true,
        EncryptionType = "KMS",
        KmsKey = "alias/images",
        Tags = ImmutableSortedDictionary<string, string>.Empty.Add("team", "a"),
        LifecyclePolicy = """{"rules":[]}""",
    };

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_repository_is_created_with_its_settings_and_then_given_its_lifecycle_policy()
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Ok("{}"));

        await aws.ControlPlane().CreateRepositoryAsync(Repository, Options, CancellationToken.None);

        Assert.Equal(["CreateRepository", "PutLifecyclePolicy"], aws.Calls.Select(call => call.Operation));
        Assert.Equal(
            """
            {"registryId":"111111111111","repositoryName":"team/api","imageTagMutability":"IMMUTABLE",
            "imageScanningConfiguration":{"scanOnPush":true},
            "encryptionConfiguration":{"encryptionType":"KMS","kmsKey":"alias/images"},
            "tags":[{"Key":"team","Value":"a"}]}
            """.ReplaceLineEndings(""),
            aws.Calls[0].Body);
        Assert.Equal("""{"rules":[]}""", aws.Calls[1].Json.GetProperty("lifecyclePolicyText").GetString());
        Assert.Equal("111111111111", aws.Calls[1].Json.GetProperty("registryId").GetString());
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Tags_that_the_mutability_does_not_hold_for_are_sent_as_wildcards()
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Ok("{}"));
        var options = Options with
        {
            ImageTagMutability = "IMMUTABLE_WITH_EXCLUSION",
            ExclusionFilters = ["latest", "dev-*"],
        };

        await aws.ControlPlane().CreateRepositoryAsync(Repository, options, CancellationToken.None);

        Assert.Contains(
            """
            "imageTagMutability":"IMMUTABLE_WITH_EXCLUSION","imageTagMutabilityExclusionFilters":[
            {"filterType":"WILDCARD","filter":"latest"},{"filterType":"WILDCARD","filter":"dev-*"}],
            """.ReplaceLineEndings(""),
            aws.Calls[0].Body,
            StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task What_the_administrator_left_out_is_not_sent()
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Ok("{}"));
        var options = Options with
        {
            EncryptionType = null,
            KmsKey = null,
            Tags = ImmutableSortedDictionary<string, string>.Empty,
            LifecyclePolicy = null,
        };

        await aws.ControlPlane().CreateRepositoryAsync(Repository, options, CancellationToken.None);

        Assert.Equal(
            """
            {"registryId":"111111111111","repositoryName":"team/api","imageTagMutability":"IMMUTABLE",
            "imageScanningConfiguration":{"scanOnPush":true}}
            """.ReplaceLineEndings(""),
            Assert.Single(aws.Calls).Body);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_repository_that_another_has_created_meanwhile_is_left_as_it_is()
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Error(
            400, "RepositoryAlreadyExistsException", "The repository with name 'team/api' already exists"));

        await aws.ControlPlane().CreateRepositoryAsync(Repository, Options, CancellationToken.None);

        Assert.Equal(["CreateRepository"], aws.Calls.Select(call => call.Operation));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_refused_lifecycle_policy_is_a_warning_that_names_the_repository()
    {
        var logger = new RecordingLogger<EcrControlPlane>();
        await using var aws = await ScriptedAws.StartAsync(call => call.Operation == "CreateRepository"
            ? AwsAnswer.Ok("{}")
            : AwsAnswer.Error(400, "AccessDeniedException", "not authorized to perform: ecr:PutLifecyclePolicy"));

        await aws.ControlPlane(logger: logger).CreateRepositoryAsync(Repository, Options, CancellationToken.None);

        var (level, message) = logger.Entries[^1];
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("team/api", message, StringComparison.Ordinal);
        Assert.Contains("not authorized to perform: ecr:PutLifecyclePolicy", message, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_refused_creation_is_a_failure_with_AWSs_sentence()
    {
        await using var aws = await ScriptedAws.StartAsync(_ => AwsAnswer.Error(
            400, "InvalidTagParameterException", "A tag key begins with aws:"));

        var fault = await Assert.ThrowsAsync<RegistryException>(() =>
            aws.ControlPlane().CreateRepositoryAsync(Repository, Options, CancellationToken.None));

        Assert.Equal(RegistryFault.Refused, fault.Fault);
        Assert.Equal("A tag key begins with aws:", fault.Detail);
    }
}
