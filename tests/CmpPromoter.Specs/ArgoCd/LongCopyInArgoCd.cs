using CmpPromoter.ArgoCd;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Specs.ArgoCd;

/// <summary>A promotion that takes minutes whatever the machine, because the link does. Built with -p:LongSpecs=true only.</summary>
public sealed class LongCopyInArgoCd
{
    [Theory(Timeout = 600_000)]
    [InlineData("{budget: 45s}")]
    [InlineData("{budget: 45s, concurrency: 2}")]
    public async Task Two_GiB_over_20_MiB_a_second_arrive_within_three_attempts_of_a_minute(string copy)
    {
        await using var world = await ArgoCdWorld.StartAsync(
            copy, new LocalEcrOptions { BytesPerSecond = 20 << 20, DiscardUploads = true }, TimeProvider.System);
        world.Offer("shop/models", "1.0.0", new ImageSpec { Layers = 16, LayerBytes = 128 << 20 });
        world.Commit("overlays/production", "shop/models:1.0.0");
        var results = new List<RenderResult>();
        while (results.Count < 3 && !results.Any(result => result.IsSuccess))
        {
            results.Add(await world.Argo.GenerateAsync(world.Shop));
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{copy}, attempt {results.Count}: {results[^1].Condition ?? results[^1].Log.Trim()}, "
                + $"{world.TheDestination.Repository("shop/models").Blobs.Count} blobs at the destination");
        }

        Assert.Null(results[^1].Condition);
    }
}
