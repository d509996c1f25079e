using System.Text;
using CmpPromoter.ArgoCd;

namespace CmpPromoter.Specs.ArgoCd;

/// <summary>What people read of a render: in the UI when it failed, in the sidecar's log when it did not.</summary>
public sealed class MessagesInArgoCd
{
    private const string Prefix = "failed exit status 4: ";

    [Fact(Timeout = 120_000)]
    public async Task The_conclusion_comes_first_whatever_was_promoted_before_it()
    {
        await using var world = await ArgoCdWorld.StartAsync();
        world.Offer("shop/api", "2.4.0");
        world.Commit("overlays/production", "shop/api:2.4.0", "shop/api:2.4.1");

        var lines = Stderr(await world.Argo.GenerateAsync(world.Shop)).Split('\n');

        Assert.Equal(
            "cmp-promoter: 1 of 2 images not promoted for application shop (project team-a, revision 4f0c7e1); no manifest was emitted", lines[0]);
        Assert.StartsWith($"- {ArgoCdWorld.Destination}/shop/api:2.4.1 (", lines[1], StringComparison.Ordinal);
        Assert.Equal("Refresh to try again once that is mended; what was promoted is kept", lines[2]);
        Assert.StartsWith($"cmp-promoter: info: promoted {ArgoCdWorld.Destination}/shop/api:2.4.0 (sha256:", lines[3], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
    }

    [Fact(Timeout = 120_000)]
    public async Task Very_many_missing_images_stay_below_4_KiB()
    {
        await using var world = await ArgoCdWorld.StartAsync();
        world.Offer("shop/api", "2.4.0");
        world.Commit("overlays/production", [.. Enumerable.Range(0, 40).Select(n => $"shop/api:missing-{n}"), "shop/api:2.4.0"]);

        var stderr = Stderr(await world.Argo.GenerateAsync(world.Shop));

        var lines = stderr.Split('\n');
        var shown = lines.Count(line => line.StartsWith($"- {ArgoCdWorld.Destination}", StringComparison.Ordinal));
        Assert.InRange(Encoding.UTF8.GetByteCount(stderr), 2000, 4095);
        Assert.DoesNotContain('\u001b', stderr);
        Assert.StartsWith("cmp-promoter: 40 of 41 images not promoted for application shop", lines[0], StringComparison.Ordinal);
        Assert.Contains($"- … and {40 - shown} more images: 'cmp-promoter plan' on the overlay names them", lines);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_overlay_that_does_not_build_is_told_with_for_whom_first()
    {
        await using var world = await ArgoCdWorld.StartAsync();
        world.Commit("overlays/production", "shop/api:2.4.0");
        await File.WriteAllTextAsync(Path.Combine(world.Checkout, "overlays/production/kustomization.yaml"), "resources: [absent.yaml]\n");

        var result = await world.Argo.GenerateAsync(world.Shop);

        Assert.Contains(
            "failed exit status 3: cmp-promoter: the overlay could not be rendered for application shop (project team-a, revision 4f0c7e1); "
            + "no manifest was emitted\nRendering .: `kustomize build overlays/production` ended with exit code 1",
            result.Condition,
            StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_render_with_nothing_to_do_says_one_short_line_and_one_that_promotes_a_line_an_image_more()
    {
        await using var world = await ArgoCdWorld.StartShopAsync();

        var first = await world.Argo.GenerateAsync(world.Shop);
        var second = await world.Argo.GenerateAsync(world.Shop, isHardRefresh: true);

        var lines = first.Log.TrimEnd('\n').Split('\n');
        Assert.StartsWith("cmp-promoter: 1 image: 0 present, 1 promoted (", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("cmp-promoter: info: promoted ", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);
        Assert.Equal("cmp-promoter: 1 image: 1 present for application shop (project team-a, revision 4f0c7e1)\n", second.Log);
    }

    /// <summary>What the program wrote, out of the condition that a user reads.</summary>
    private static string Stderr(RenderResult result)
    {
        Assert.NotNull(result.Condition);
        return result.Condition[(result.Condition.IndexOf(Prefix, StringComparison.Ordinal) + Prefix.Length)..];
    }
}
