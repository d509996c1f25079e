using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Tests.Faults;

/// <summary>What others delete, and what ECR deletes by itself, while and after images are promoted.</summary>
public sealed class DeletionFaultTests
{
    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task An_image_whose_referrers_and_layers_went_with_it_comes_back_with_all_of_them()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var image = ecr.OfferIndex("1");
        var signature = ecr.Source.PushArtifact(TwoAccounts.Repository, image.Digest);
        await ecr.ArrivesAsync("1");
        var copy = ecr.Destination.Repository(TwoAccounts.Repository);
        foreach (var digest in image.Children.Prepend(image.Digest))
        {
            copy.Delete(digest);
        }

        ecr.Destination.KeepHouse();
        Assert.Empty(copy.Blobs);

        await AssertNextRunSucceedsAsync(ecr);

        Assert.Equal(image.Digest, copy.Tags["1"]);
        Assert.NotNull(copy.Find(signature.Digest));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_layer_that_goes_between_its_check_and_the_manifest_is_told_and_the_next_run_sends_it()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var image = ecr.Offer("1");
        ecr.Destination.PushBlob(
            TwoAccounts.Repository, ecr.Source.ReadBlob(TwoAccounts.Repository, image.Blobs[^1]));
        var isCollected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ecr.Break("PutManifest", new FaultAction.Hold(isCollected.Task));

        var failing = ecr.FailsAsync("1");
        await ecr.Faults.Reached("PutManifest");
        ecr.Destination.KeepHouse();
        isCollected.SetResult();

        Assert.Contains(image.Blobs[^1], await failing, StringComparison.Ordinal);
        await AssertNextRunSucceedsAsync(ecr);
        Assert.Equal(image.Digest, ecr.Destination.Repository(TwoAccounts.Repository).Tags["1"]);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task Signatures_that_the_destination_makes_by_itself_are_no_obstacle()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var index = ecr.OfferIndex("1");
        ecr.Destination.SignsOnPush = true;

        await ecr.ArrivesAsync("1");
        ecr.Log.Clear();
        await ecr.ArrivesAsync("1");

        Assert.Equal(0, ecr.Log.Count("PutManifest"));
        Assert.NotNull(ecr.Destination.Repository(TwoAccounts.Repository).Find(index.Digest));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_tag_that_becomes_immutable_meanwhile_is_no_failure_when_it_is_at_the_digest()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var image = ecr.Offer("1", new ImageSpec { Seed = 1 }, isImmutable: true);
        var isThere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ecr.Break("PutManifest", new FaultAction.Hold(isThere.Task));

        var arriving = ecr.ArrivesAsync("1");
        await ecr.Faults.Reached("PutManifest");
        ecr.Destination.PushImage(TwoAccounts.Repository, "1", new ImageSpec { Seed = 1 });
        isThere.SetResult();

        Assert.Equal(image.Digest, (await arriving).Step.Digest?.ToString());
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task Sessions_that_are_pointed_to_by_path_alone_are_used()
    {
        await using var ecr = await TwoAccounts.StartAsync(new LocalEcrOptions { RelativeLocations = true });
        ecr.Offer("1");
        ecr.Break("PutUpload", new FaultAction.CutRequest(100));

        await ecr.ArrivesAsync("1");
    }

    private static async Task AssertNextRunSucceedsAsync(TwoAccounts ecr)
    {
        using var next = new EcrPromoter(ecr.Server);
        var report = await next.PromoteAsync(TwoAccounts.Name("1"));
        Assert.Equal("", Assert.Single(report.Outcomes).Reason ?? "");
    }
}
