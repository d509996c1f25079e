using CmpPromoter.Ecr;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Quotas;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Tests.Faults;

/// <summary>
/// Each API throttled or failing on its own: what passes is waited for, what stays is told with how often it was tried.
/// </summary>
public sealed class ThrottlingFaultTests
{
    private const string TooMany = "TOOMANYREQUESTS";

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData("GetBlob")]
    [InlineData("LayerDownload")]
    [InlineData("StartUpload")]
    [InlineData("PutUpload")]
    [InlineData("PutManifest")]
    public async Task Each_request_that_is_throttled_is_repeated(string operation)
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.OfferIndex("1");
        ecr.Break(operation, new FaultAction.Answer(429, TooMany, "Rate exceeded"), times: 4);

        await ecr.ArrivesAsync("1");

        Assert.Equal(4, ecr.Faults.Strikes(operation));
    }

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData("GetAuthorizationToken")]
    [InlineData("BatchGetImage")]
    [InlineData("BatchCheckLayerAvailability")]
    public async Task Each_API_that_is_throttled_is_called_again(string operation)
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1");
        ecr.Break(operation, new FaultAction.Answer(400, "ThrottlingException", "Rate exceeded"));

        await ecr.ArrivesAsync("1");

        Assert.Equal(1, ecr.Faults.Strikes(operation));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_storm_of_refusals_is_outlasted()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1", new ImageSpec { Layers = 8 });
        foreach (var operation in new[] { "GetBlob", "StartUpload", "PutUpload" })
        {
            // As many as one request outlasts, whichever of them meets how many.
            ecr.Break(operation, new FaultAction.Answer(429, TooMany, "Rate exceeded") { RetryAfter = "1" }, times: 4);
        }

        await ecr.ArrivesAsync("1");
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task What_is_throttled_for_ever_is_told_with_how_often_it_was_tried()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        ecr.Offer("1");
        ecr.Break("PutManifest", new FaultAction.Answer(429, TooMany, "Rate exceeded"), times: int.MaxValue);

        var told = await ecr.FailsAsync("1");

        Assert.Contains("429 TOOMANYREQUESTS: Rate exceeded (tried 5 times in ", told, StringComparison.Ordinal);
        Assert.Contains("have the account's quota for this API raised", told, StringComparison.Ordinal);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_hundred_images_are_pushed_below_the_quota()
    {
        const int Images = 100;
        await using var ecr = await TwoAccounts.StartAsync(
            new LocalEcrOptions { Quotas = EcrQuotas.Published });
        foreach (var n in Enumerable.Range(0, Images))
        {
            ecr.Offer($"{n}", new ImageSpec { Seed = n, SharedLayers = 2 });
        }

        using var paces = new EcrPaces(TimeProvider.System);
        using var promoter = new EcrPromoter(ecr.Server, paces: paces);
        var report = await promoter.PromoteAsync(
            [.. Enumerable.Range(0, Images).Select(n => TwoAccounts.Name($"{n}"))]);

        Assert.True(report.IsComplete);
        Assert.InRange(ecr.Log.Entries.Count(entry => entry.Status == 429), 0, ecr.Log.Entries.Count / 100);
    }

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task An_index_that_fails_after_its_children_leaves_no_tag_and_moves_nothing_again(int times)
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var index = ecr.OfferIndex("1");
        ecr.Faults.Add(new Fault
        {
            Name = "index",
            Operation = "PutManifest",
            Reference = "1",
            Action = new FaultAction.Answer(503),
            Times = times,
        });

        if (times > 1)
        {
            await ecr.FailsAsync("1");
            var held = ecr.Destination.Repository(TwoAccounts.Repository);
            Assert.All(index.Children, child => Assert.NotNull(held.Find(child)));
            ecr.Faults.Clear();
        }

        await ecr.ArrivesAsync("1");

        Assert.Equal(index.Blobs.Length, ecr.Uploads().Length);
    }
}
