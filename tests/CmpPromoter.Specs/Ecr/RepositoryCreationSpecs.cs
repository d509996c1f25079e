using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Specs.Ecr;

/// <summary>Repositories that the destination lacks are created when the administrator says so.</summary>
public sealed class RepositoryCreationSpecs
{
    private const string Lifecycle =
        """{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":14},"action":{"type":"expire"}}]}""";

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_missing_repository_is_created_once_with_the_options_of_the_file()
    {
        await using var pair = await EcrPair.StartAsync();
        SeedThreeTags(pair);
        using var overlay = pair.Naming("team/api:1", "team/api:2", "team/api:3");
        overlay.Configure(pair.Configuration("""
            createRepositories:
                imageTagMutability: IMMUTABLE_WITH_EXCLUSION
                imageTagMutabilityExclusionFilters: ["latest", "dev-*"]
                scanOnPush: true
                encryption: {type: KMS, kmsKey: alias/images}
                tags: {owner: platform}
                lifecyclePolicyFile: lifecycle.json
            """));
        overlay.Write("../lifecycle.json", Lifecycle);

        await pair.PromoteAsync(overlay);

        Assert.Single(pair.AtDestination("CreateRepository"));
        var created = pair.Destination.Repository("team/api");
        Assert.Equal(["1", "2", "3"], created.Tags.Keys);
        Assert.Equal(
            (TagMutability.ImmutableWithExclusion, true), (created.Options.TagMutability, created.Options.ScanOnPush));
        Assert.Equal(["latest", "dev-*"], created.Options.ExclusionFilters);
        Assert.Equal(("KMS", "alias/images"), (created.Options.EncryptionType, created.Options.KmsKey));
        Assert.Equal([new("owner", "platform")], created.Options.Tags);
        Assert.Equal(Lifecycle, created.LifecyclePolicy?.Trim());
    }

    [Theory(Timeout = EcrPair.TimeoutMilliseconds)]
    [InlineData("true", TagMutability.Immutable, true, "AES256", null)]
    [InlineData("{imageTagMutability: MUTABLE, scanOnPush: false}", TagMutability.Mutable, false, "AES256", null)]
    [InlineData("{encryption: {type: AES256}}", TagMutability.Immutable, true, "AES256", null)]
    [InlineData("{encryption: {type: KMS}}", TagMutability.Immutable, true, "KMS", null)]
    [InlineData("{encryption: {type: KMS_DSSE, kmsKey: alias/x}}", TagMutability.Immutable, true, "KMS_DSSE", "alias/x")]
    [InlineData(
        "{imageTagMutability: MUTABLE_WITH_EXCLUSION, imageTagMutabilityExclusionFilters: [v*]}",
        TagMutability.MutableWithExclusion,
        true,
        "AES256",
        null)]
    public async Task A_repository_is_created_as_the_file_says(
        string options, TagMutability mutability, bool scans, string encryption, string? key)
    {
        await using var pair = await EcrPair.StartAsync();
        SeedThreeTags(pair);
        using var overlay = pair.Naming("team/api:1");
        overlay.Configure(pair.Configuration($"createRepositories: {options}"));

        await pair.PromoteAsync(overlay);

        var created = pair.Destination.Repository("team/api");
        Assert.Equal((mutability, scans), (created.Options.TagMutability, created.Options.ScanOnPush));
        Assert.Equal((encryption, key), (created.Options.EncryptionType, created.Options.KmsKey));
        Assert.Null(created.LifecyclePolicy);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_lifecycle_policy_can_stand_in_the_file_itself()
    {
        await using var pair = await EcrPair.StartAsync();
        SeedThreeTags(pair);
        using var overlay = pair.Naming("team/api:1");
        overlay.Configure(pair.Configuration($$"""createRepositories: {lifecyclePolicy: '{{Lifecycle}}'}"""));

        await pair.PromoteAsync(overlay);

        Assert.Equal(Lifecycle, pair.Destination.Repository("team/api").LifecyclePolicy);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_missing_repository_is_named_with_the_command_that_makes_it()
    {
        await using var pair = await EcrPair.StartAsync();
        SeedThreeTags(pair);
        using var overlay = pair.Naming("team/api:1");

        var result = await pair.GenerateAsync(overlay);

        Assert.Equal((4, ""), (result.ExitCode, result.OutputText));
        const string Cure = "aws ecr create-repository --repository-name team/api --region us-east-1";
        Assert.Contains(Cure, result.Error, StringComparison.Ordinal);
        Assert.Equal("BatchGetImage 1", pair.DestinationRequests);
        Assert.Equal("", pair.SourceRequests);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_missing_repository_can_be_left_to_the_accounts_creation_templates()
    {
        await using var pair = await EcrPair.StartAsync();
        SeedThreeTags(pair);
        using var overlay = pair.Naming("team/api:1", "team/api:2", "team/api:3");
        overlay.Configure(pair.Configuration("createRepositories: onPush"));
        pair.Destination.AddCreationTemplate(new CreationTemplate("team", new RepositoryOptions { ScanOnPush = true }));

        await pair.PromoteAsync(overlay);

        Assert.Empty(pair.AtDestination("CreateRepository"));
        Assert.Equal(["1", "2", "3"], pair.Destination.Repository("team/api").Tags.Keys);
        Assert.True(pair.Destination.Repository("team/api").Options.ScanOnPush);
    }

    private static void SeedThreeTags(EcrPair pair)
    {
        for (var n = 1; n <= 3; n++)
        {
            pair.Source.PushImage("team/api", $"{n}", new ImageSpec { Seed = n });
        }

        pair.Source.SetRepositoryPolicy("team/api", EcrPair.PullByProduction);
    }
}
