using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Log;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Promotion;

namespace CmpPromoter.Tests.Faults;

/// <summary>Whatever part of an image the destination has already, the rest comes and no more.</summary>
public sealed class PresenceFaultTests
{
    private static readonly RepositoryCreationOptions Creation = new()
    {
        ImageTagMutability = "IMMUTABLE",
        ScanOnPush = true,
        EncryptionType = null,
        KmsKey = null,
        Tags = ImmutableSortedDictionary<string, string>.Empty,
        LifecyclePolicy = null,
    };

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task What_is_present_costs_one_call_a_repository()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var images = (from n in Enumerable.Range(0, 30)
                      let repository = $"team/app-{n % 3}"
                      select (Repository: repository, Tag: $"{n}")).ToArray();
        foreach (var image in images)
        {
            ecr.Destination.PushImage(image.Repository, image.Tag, new ImageSpec { Seed = 1 });
        }

        var report = await ecr.Promoter.PromoteAsync(
            [.. images.Select(image => TwoAccounts.Name(image.Tag, image.Repository))]);

        Assert.Equal(30, report.Count(StepState.Present));
        Assert.Equal(
            ["BatchGetImage 222222222222", "BatchGetImage 222222222222", "BatchGetImage 222222222222"],
            ecr.Log.Entries.Select(entry => $"{entry.Operation} {entry.AccountId}"));
    }

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData(TagMutability.Mutable)]
    [InlineData(TagMutability.Immutable)]
    [InlineData(TagMutability.ImmutableWithExclusion)]
    public async Task A_tag_at_another_digest_is_not_moved(TagMutability mutability)
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var held = ecr.Destination.PushImage(TwoAccounts.Repository, "1", new ImageSpec { Seed = 1 });
        ecr.Destination.Repository(TwoAccounts.Repository).Options =
            new RepositoryOptions { TagMutability = mutability, ExclusionFilters = ["1*"] };
        var wanted = ecr.Offer("1", new ImageSpec { Seed = 2 });

        var outcome = await ecr.PromoteOneAsync($"{TwoAccounts.Name("1")}@{wanted.Digest}");

        Assert.Null(outcome.Reason);
        Assert.Contains("stays there", outcome.Step.Note, StringComparison.Ordinal);
        Assert.Equal(held.Digest, ecr.Destination.Repository(TwoAccounts.Repository).Tags["1"]);
        Assert.NotNull(ecr.Destination.Repository(TwoAccounts.Repository).Find(wanted.Digest));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_digest_without_its_tag_is_tagged_and_no_byte_moves()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var image = ecr.Offer("1");
        ecr.Destination.PushImage(TwoAccounts.Repository, null);

        var outcome = await ecr.PromoteOneAsync($"{TwoAccounts.Name("1")}@{image.Digest}");

        Assert.Null(outcome.Reason);
        Assert.Equal(image.Digest, ecr.Destination.Repository(TwoAccounts.Repository).Tags["1"]);
        Assert.Equal(1, ecr.Log.Count(entry => entry is { Origin: AccessOrigin.Registry }));
        Assert.Equal(
            ["BatchGetImage"],
            ecr.Log.Entries.Where(entry => entry.AccountId == TwoAccounts.SourceId).Select(entry => entry.Operation));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_tag_that_the_source_does_not_confirm_is_not_set_and_keeps_nobody_out()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var old = ecr.Offer("1", new ImageSpec { Seed = 1 }, isImmutable: true);
        await ecr.ArrivesAsync("1");

        var outcome = await ecr.PromoteOneAsync($"{TwoAccounts.Name("2")}@{old.Digest}");

        Assert.Equal((StepState.Present, null), (outcome.Step.State, outcome.Reason));
        Assert.Contains("its tag 2 is not set", outcome.Step.Note, StringComparison.Ordinal);
        ecr.Offer("2", new ImageSpec { Seed = 2 }, isImmutable: true);
        await ecr.ArrivesAsync("2");
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task Of_an_index_whose_child_is_there_the_rest_is_copied()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var spec = new IndexSpec { Image = new ImageSpec { Seed = 7 } };
        var index = ecr.OfferIndex("1", spec);
        var child = ecr.Destination.PushImage(TwoAccounts.Repository, null, spec.Image);

        await ecr.ArrivesAsync("1");

        Assert.Contains(child.Digest, index.Children);
        Assert.Empty(ecr.Uploads().Intersect(child.Blobs));
        Assert.Equal(2, ecr.Log.Count("PutManifest"));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task An_archived_image_is_pushed_again_which_restores_it()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var image = ecr.Offer("1");
        ecr.Destination.PushImage(TwoAccounts.Repository, "1");
        ecr.Destination.Repository(TwoAccounts.Repository).SetStatus(image.Digest, ImageStatus.Archived);

        await ecr.ArrivesAsync("1");

        Assert.Equal(ImageStatus.Active, ecr.Destination.Repository(TwoAccounts.Repository).Find("1")!.Status);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_layer_that_no_image_refers_to_is_not_sent_again()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var image = ecr.Offer("1");
        var layer = ecr.Source.ReadBlob(TwoAccounts.Repository, image.Blobs[^1]);
        ecr.Destination.PushBlob(TwoAccounts.Repository, layer);

        await ecr.ArrivesAsync("1");

        Assert.DoesNotContain(image.Blobs[^1], ecr.Uploads());
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_missing_repository_is_told_with_the_line_that_creates_it_and_nothing_is_pushed()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1");
        ecr.Destination.DeleteRepository(TwoAccounts.Repository);
        ecr.Destination.AddCreationTemplate(new CreationTemplate(CreationTemplate.Root, new RepositoryOptions()));

        var outcome = await ecr.PromoteAsync("1");

        Assert.Contains(
            "aws ecr create-repository --repository-name team/api --region us-east-1",
            outcome.Reason,
            StringComparison.Ordinal);
        Assert.Null(ecr.Destination.FindRepository(TwoAccounts.Repository));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_missing_repository_is_created_when_the_administrator_says_how()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1");
        ecr.Destination.DeleteRepository(TwoAccounts.Repository);
        using var promoter = new EcrPromoter(ecr.Server, Creation);

        var report = await promoter.PromoteAsync(TwoAccounts.Name("1"));

        Assert.True(report.IsComplete);
        Assert.Equal(TagMutability.Immutable, ecr.Destination.Repository(TwoAccounts.Repository).Options.TagMutability);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_missing_repository_is_left_to_the_creation_templates_when_the_administrator_says_so()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.OfferIndex("1");
        ecr.Destination.DeleteRepository(TwoAccounts.Repository);
        ecr.Destination.AddCreationTemplate(
            new CreationTemplate("team", new RepositoryOptions { TagMutability = TagMutability.Immutable }));
        using var promoter = new EcrPromoter(ecr.Server, RepositoryCreationOptions.OnPush);

        var report = await promoter.PromoteAsync(TwoAccounts.Name("1"));

        Assert.True(report.IsComplete);
        Assert.Equal(TagMutability.Immutable, ecr.Destination.Repository(TwoAccounts.Repository).Options.TagMutability);
        Assert.Equal(0, ecr.Log.Count("CreateRepository"));
    }

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData(true, "the connection broke")]
    [InlineData(false, "404 NAME_UNKNOWN")]
    public async Task Where_no_creation_template_matches_the_failure_says_so_with_its_cure(bool hangsUp, string answer)
    {
        await using var ecr = await TwoAccounts.StartAsync(new LocalEcrOptions { MissingRepositoryHangsUp = hangsUp });
        ecr.Offer("1");
        ecr.Destination.DeleteRepository(TwoAccounts.Repository);
        ecr.Destination.AddCreationTemplate(new CreationTemplate("other", new RepositoryOptions()));
        using var promoter = new EcrPromoter(ecr.Server, RepositoryCreationOptions.OnPush);

        var outcome = Assert.Single((await promoter.PromoteAsync(TwoAccounts.Name("1"))).Outcomes);

        Assert.Equal(FailureKind.Image, outcome.Failure);
        Assert.Contains(answer, outcome.Reason, StringComparison.Ordinal);
        Assert.Contains(
            "the repository team/api does not exist and no creation template has made it. "
            + "Add a creation template of the account for CREATE_ON_PUSH",
            outcome.Reason,
            StringComparison.Ordinal);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task An_image_that_was_deleted_since_is_promoted_again()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1");
        await ecr.ArrivesAsync("1");
        ecr.Destination.Repository(TwoAccounts.Repository).Delete("1");

        await ecr.ArrivesAsync("1");
    }
}
