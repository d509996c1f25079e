using CmpPromoter.Specs.Setting;

namespace CmpPromoter.Specs.MainJob;

/// <summary>What kinds of images there are, between two registries that nobody here wrote.</summary>
public sealed class ShapesOfImages
{
    [Theory(Timeout = 120_000)]
    [InlineData("oci", 2)]
    [InlineData("v2s2", 2)]
    [InlineData("oci", 60)]
    public async Task An_image_of_one_platform_has_the_same_bytes_at_both_registries(string format, int layers)
    {
        await using var world = await TwoRegistries.StartAsync();
        await world.PushImageAsync("team/api:1.4", layers, format);
        using var overlay = world.OverlayNaming("team/api:1.4");

        var result = await TwoRegistries.GenerateAsync(overlay);

        result.AssertSucceeded(await overlay.KustomizeAsync());
        await world.AssertSameAtBothAsync("team/api:1.4");
    }

    [Theory(Timeout = 120_000)]
    [InlineData("oci")]
    [InlineData("v2s2")]
    public async Task An_index_has_the_same_bytes_at_both_registries_with_all_its_platforms(string format)
    {
        await using var world = await TwoRegistries.StartAsync();
        await world.PushIndexAsync("team/web:2.0", format);
        using var overlay = world.OverlayNaming("team/web:2.0");

        var result = await TwoRegistries.GenerateAsync(overlay);

        result.AssertSucceeded(await overlay.KustomizeAsync());
        await world.AssertSameAtBothAsync("team/web:2.0");
        foreach (var child in ManifestText.DigestsIn(await world.InspectAsync(world.Source, "team/web:2.0")))
        {
            await world.AssertSameAtBothAsync($"team/web@{child}");
        }
    }
}
