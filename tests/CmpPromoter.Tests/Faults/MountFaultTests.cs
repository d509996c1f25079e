using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Promotion;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Faults;

/// <summary>
/// Repositories of the destination that share a base layer, at an account that mounts what a manifest lists, at one that does
/// not, and at one that will not say. What can be mounted is not sent; what is refused costs no request more.
/// </summary>
public sealed class MountFaultTests
{
    private const int Repositories = 5;

    // The base, and a layer and a config of the image's own.
    private const int BlobsOfAnImage = 3;

    private const long BaseBytes = 5 << 20;

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_base_layer_that_repositories_share_is_sent_once_and_mounted_into_the_others()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Destination.BlobMounting = true;
        var images = Offer(ecr, seed: 1);

        var report = await PromoteAsync(ecr, images);

        const int Sent = BlobsOfAnImage + ((Repositories - 1) * (BlobsOfAnImage - 1));
        Assert.Equal(Sent, ecr.Uploads().Length);
        Assert.Equal(Sent, ecr.Log.Count("StartUpload"));
        Assert.Equal(Sent, ecr.Log.Count("GetBlob"));
        Assert.Equal(Repositories - 1, ecr.Log.Entries.Count(entry => entry is { Operation: "MountBlob", Status: 201 }));
        Assert.Equal(Repositories - 1, ecr.Log.Count("MountBlob"));
        Assert.Equal(Repositories - 1, report.Outcomes.Sum(outcome => outcome.Copied!.MountedBlobs));
        Assert.InRange(report.Outcomes.Sum(outcome => outcome.Copied!.MovedBytes), BaseBytes, BaseBytes + 100_000);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task An_account_that_does_not_mount_gets_every_layer_with_no_request_more_and_is_not_asked_again()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        using var promoter = new EcrPromoter(ecr.Server, copierTime: new FakeTimeProvider());

        await PromoteAsync(promoter, Offer(ecr, seed: 1));
        var asked = ecr.Log.Count("MountBlob");
        await PromoteAsync(promoter, Offer(ecr, seed: 2, "team/later"));

        Assert.InRange(asked, 1, Repositories - 1);
        Assert.Equal(asked, ecr.Log.Count("MountBlob"));
        Assert.Equal(2 * Repositories * BlobsOfAnImage, ecr.Uploads().Length);
        Assert.Equal(ecr.Uploads().Length, ecr.Log.Count("StartUpload") + ecr.Log.Count("MountBlob"));
    }

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData(403, "DENIED")]
    [InlineData(405, "UNSUPPORTED")]
    public async Task A_mount_that_is_refused_outright_is_sent_instead(int status, string code)
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Destination.BlobMounting = true;
        ecr.Break("MountBlob", new FaultAction.Answer(status, code, "no"), times: int.MaxValue);

        await PromoteAsync(ecr, Offer(ecr, seed: 1));

        Assert.Equal(Repositories * BlobsOfAnImage, ecr.Uploads().Length);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_repository_whose_image_fails_leaves_the_base_layer_to_another()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Destination.BlobMounting = true;
        var images = Offer(ecr, seed: 1);
        var failing = images[0];
        ecr.Faults.Add(new Fault
        {
            Name = "failing",
            Operation = "PutManifest",
            Repository = "team/app-0",
            Action = new FaultAction.Answer(403, "DENIED", "no"),
            Times = int.MaxValue,
        });
        using var promoter = new EcrPromoter(ecr.Server, copierTime: new FakeTimeProvider());

        var report = await promoter.PromoteAsync([.. images]);

        var failed = Assert.Single(report.Outcomes, outcome => outcome.Failure is not null);
        Assert.Equal(failing, failed.Step.Reference.ToString());
        Assert.Equal(Repositories - 1, report.Outcomes.Count(outcome => outcome.Failure is null));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task Two_images_that_share_two_layers_the_other_way_round_both_arrive()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Destination.BlobMounting = true;
        ecr.Offer("1", new ImageSpec { LayerSizesBytes = [BaseBytes, BaseBytes + 1] }, "team/one");
        ecr.Offer("1", new ImageSpec { LayerSizesBytes = [BaseBytes + 1, BaseBytes] }, "team/two");
        ecr.Offer("1", new ImageSpec { LayerSizesBytes = [BaseBytes], Seed = 0 }, "team/three");

        var report = await PromoteAsync(
            ecr,
            [TwoAccounts.Name("1", "team/one"), TwoAccounts.Name("1", "team/two"), TwoAccounts.Name("1", "team/three")]);

        Assert.True(report.IsComplete);
    }

    private static string[] Offer(TwoAccounts ecr, int seed, string names = "team/app") =>
    [
        .. Enumerable.Range(0, Repositories).Select(n =>
        {
            var repository = $"{names}-{n}";
            var spec = new ImageSpec
            {
                LayerSizesBytes = [BaseBytes, 1000],
                SharedLayers = 1,
                Seed = (seed * 100) + n,
            };
            ecr.Offer($"{seed}", spec, repository);
            return TwoAccounts.Name($"{seed}", repository);
        }),
    ];

    /// <summary>With a clock that stands still, so that nobody loses patience on a slow machine.</summary>
    private static async Task<PromotionReport> PromoteAsync(TwoAccounts ecr, string[] images)
    {
        using var promoter = new EcrPromoter(ecr.Server, copierTime: new FakeTimeProvider());
        return await PromoteAsync(promoter, images);
    }

    private static async Task<PromotionReport> PromoteAsync(EcrPromoter promoter, string[] images)
    {
        var report = await promoter.PromoteAsync(images);
        Assert.Empty(report.Outcomes.Where(outcome => outcome.Failure is not null).Select(outcome => outcome.Reason));
        return report;
    }
}
