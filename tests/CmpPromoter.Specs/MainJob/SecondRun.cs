using System.Text.RegularExpressions;
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
    public async Task A_new_tag_of_what_was_promoted_asks_for_no_layer()
    {
        await using var world = await TwoRegistries.StartAsync();
        await world.PushImageAsync("team/api:1.4");
        using var old = world.OverlayNaming("team/api:1.4");
        await TwoRegistries.GenerateAsync(old);
        await world.TagAsync("team/api:1.4", "1.5");
        var digest = await world.DigestAsync(world.Source, "team/api:1.5");
        using var overlay = world.OverlayNaming("team/api:1.5");
        await world.Destination.TakeRequestsAsync();

        var result = await TwoRegistries.GenerateAsync(overlay);

        result.AssertSucceeded(await overlay.KustomizeAsync());
        Assert.Equal(
            ["HEAD /v2/team/api/manifests/1.5", "HEAD /v2/team/api/blobs/", $"HEAD /v2/team/api/manifests/{digest}", "PUT /v2/team/api/manifests/1.5"],
            (await world.Destination.TakeRequestsAsync()).Select(request => Regex.Replace(request, "(?<=blobs/).*", "")));
        Assert.Equal(digest, await world.DigestAsync(world.Destination, "team/api:1.5"));
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
