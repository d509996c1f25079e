using CmpPromoter.Specs.Setting;

namespace CmpPromoter.Specs.MainJob;

/// <summary>What a render costs when everything is promoted already, which is nearly every render.</summary>
public sealed class SecondRun
{
    [Fact(Timeout = 120_000)]
    public async Task Nothing_is_asked_of_the_source_and_one_HEAD_per_reference_of_the_destination()
    {
        await using var world = await TwoRegistries.StartAsync();
        await world.PushImageAsync("team/api:1.4");
        await world.PushImageAsync("team/api:1.5", format: "v2s2");
        await world.PushIndexAsync("team/web:2.0");
        var pinned = await world.DigestAsync(world.Source, "team/api:1.5");
        using var overlay = world.OverlayNaming("team/api:1.4", "team/web:2.0", $"team/api@{pinned}", "team/api:1.4");
        var first = await TwoRegistries.GenerateAsync(overlay);
        await world.Source.TakeRequestsAsync();
        await world.Destination.TakeRequestsAsync();

        var second = await TwoRegistries.GenerateAsync(overlay);

        var manifests = await overlay.KustomizeAsync();
        first.AssertSucceeded(manifests);
        second.AssertSucceeded(manifests);
        Assert.Equal("cmp-promoter: 3 images: 3 present\n", second.Error);
        Assert.Empty(await world.Source.TakeRequestsAsync());
        Assert.Equal(
            [
                "HEAD /v2/team/api/manifests/1.4",
                $"HEAD /v2/team/api/manifests/{pinned}",
                "HEAD /v2/team/web/manifests/2.0",
            ],
            (await world.Destination.TakeRequestsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_source_that_is_gone_does_not_stop_what_was_promoted()
    {
        await using var world = await TwoRegistries.StartAsync();
        await world.PushImageAsync("team/api:1.4");
        using var overlay = world.OverlayNaming("team/api:1.4");
        var first = await TwoRegistries.GenerateAsync(overlay);
        await world.Source.StopAsync();

        var second = await TwoRegistries.GenerateAsync(overlay);

        second.AssertSucceeded(first.Output);
    }
}
