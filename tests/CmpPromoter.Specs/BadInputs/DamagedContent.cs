using System.Text.Json;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Specs.Setting;

namespace CmpPromoter.Specs.BadInputs;

/// <summary>A source that sends other content than it promised. The destination never gets a tag for it.</summary>
public sealed class DamagedContent
{
    private static readonly ImageSpec LargeLayer = new() { LayerSizesBytes = [200_000] };

    [Fact(Timeout = 120_000)]
    public async Task A_byte_that_flips_on_the_way_keeps_the_image_from_being_tagged()
    {
        await using var world = await TwoAccounts.StartAsync();
        var image = world.Offer("team/api", "1.4", LargeLayer);
        world.BreakLayers("flip", new FaultAction.FlipByte(100));
        using var overlay = world.OverlayNaming("team/api:1.4");

        var result = await world.GenerateAsync(overlay);

        result.AssertFailed(
            5,
            "1 of 1 images not promoted; no manifest was emitted",
            "source 111111111111.dkr.ecr.us-east-1.amazonaws.com",
            "cannot be trusted, so nothing was tagged");
        AssertUntagged(world, image);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_blob_that_rotted_on_the_disk_of_a_registry_keeps_the_image_from_being_tagged()
    {
        await using var world = await TwoRegistries.StartAsync();
        await world.PushImageAsync("team/api:1.4", layers: 1);
        var manifest = await world.InspectAsync(world.Source, "team/api:1.4");
        using var document = JsonDocument.Parse(manifest);
        var layer = document.RootElement.GetProperty("layers")[0].GetProperty("digest").GetString() ?? "";
        world.Source.Damage(layer);
        using var overlay = world.OverlayNaming("team/api:1.4");

        var result = await TwoRegistries.GenerateAsync(overlay);

        result.AssertFailed(5, $"source {world.Source.Host}", layer["sha256:".Length..][..12]);
        await world.AssertUntaggedAsync("team/api:1.4");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_manifest_that_is_not_of_its_digest_is_refused_before_anything_is_copied()
    {
        await using var world = await TwoAccounts.StartAsync();
        var image = world.Offer("team/api", "1.4");
        world.Faults.Add(new Fault
        {
            Name = "lie",
            Action = new FaultAction.Answer(200)
            {
                Body = $$"""
                    {"images":[{"registryId":"111111111111","repositoryName":"team/api","imageManifest":"{ }",
                    "imageId":{"imageDigest":"{{image.Digest}}","imageTag":"1.4"},
                    "imageManifestMediaType":"{{image.MediaType}}"}],
                    "failures":[]}
                    """,
                ContentType = "application/x-amz-json-1.1",
            },
            Operation = "BatchGetImage",
            After = 1, // The destination is asked first.
            Times = int.MaxValue,
        });

        // What the API alters the registry itself may still have as it was pushed; here it has not.
        world.Faults.Add(new Fault
        {
            Name = "flip",
            Action = new FaultAction.FlipByte(100),
            Operation = "GetManifest",
            Times = int.MaxValue,
        });
        using var overlay = world.OverlayNaming("team/api:1.4");

        var result = await world.GenerateAsync(overlay);

        result.AssertFailed(
            5,
            "source 111111111111.dkr.ecr.us-east-1.amazonaws.com",
            "cannot be trusted, so nothing was tagged");
        AssertUntagged(world, image);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_layer_that_always_ends_too_early_keeps_the_image_from_being_tagged()
    {
        await using var world = await TwoAccounts.StartAsync();
        var image = world.Offer("team/api", "1.4", LargeLayer);
        world.BreakLayers("cut", new FaultAction.CutResponse(0));
        using var overlay = world.OverlayNaming("team/api:1.4");

        var result = await world.GenerateAsync(overlay);

        result.AssertFailed(5, "copying blob", "(tried 5 times in ", "Try again: finished layers are kept");
        AssertUntagged(world, image);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_layer_that_ends_too_early_once_is_finished_from_there()
    {
        await using var world = await TwoAccounts.StartAsync();
        var image = world.Offer("team/api", "1.4", LargeLayer);
        world.BreakLayers("cut", new FaultAction.CutResponse(70_000), times: 1);
        using var overlay = world.OverlayNaming("team/api:1.4");

        var result = await world.GenerateAsync(overlay);

        result.AssertSucceeded(await overlay.KustomizeAsync());
        Assert.Equal(1, world.Faults.Strikes("cut"));
        Assert.Equal(image.Digest, world.Production.Repository("team/api").Tags["1.4"]);
    }

    private static void AssertUntagged(TwoAccounts world, SeededImage image)
    {
        var repository = world.Production.Repository("team/api");
        Assert.Empty(repository.Tags);
        Assert.Null(repository.Find(image.Digest));
    }
}
