using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.MainJob;

/// <summary>The ways in which an overlay can name an image, and what each promises.</summary>
public sealed class NamesOfImages
{
    [Fact(Timeout = 120_000)]
    public async Task An_image_named_by_tag_and_digest_can_be_pulled_by_both()
    {
        await using var world = await TwoRegistries.StartAsync();
        await world.PushImageAsync("team/api:1.4");
        var digest = await world.DigestAsync(world.Source, "team/api:1.4");
        using var overlay = world.OverlayNaming($"team/api:1.4@{digest}");

        var result = await TwoRegistries.GenerateAsync(overlay);

        result.AssertSucceeded(await overlay.KustomizeAsync());
        Assert.Equal(digest, await world.DigestAsync(world.Destination, "team/api:1.4"));
        Assert.Equal(digest, await world.DigestAsync(world.Destination, $"team/api@{digest}"));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_image_named_by_digest_only_gets_no_tag()
    {
        await using var world = await TwoRegistries.StartAsync();
        await world.PushImageAsync("team/api:1.4");
        var digest = await world.DigestAsync(world.Source, "team/api:1.4");
        using var overlay = world.OverlayNaming($"team/api@{digest}");

        var result = await TwoRegistries.GenerateAsync(overlay);

        result.AssertSucceeded(await overlay.KustomizeAsync());
        Assert.Equal(digest, await world.DigestAsync(world.Destination, $"team/api@{digest}"));
        await world.AssertUntaggedAsync("team/api:1.4");
    }

    [Fact(Timeout = 120_000)]
    public async Task An_image_of_another_registry_is_left_alone_and_nobody_is_asked_for_it()
    {
        await using var world = await TwoRegistries.StartAsync();
        using var elsewhere = new ClosedPort();
        using var overlay = Overlay.Naming($"{elsewhere.Host}/team/other:1", "busybox:1.36")
            .ConfigureOci(world.Destination.Host, world.Source.Host);

        var result = await TwoRegistries.GenerateAsync(overlay);

        result.AssertSucceeded(await overlay.KustomizeAsync());
        Assert.Equal("cmp-promoter: 2 images: 0 present, 2 foreign\n", result.Error);
        Assert.Empty(await world.Destination.TakeRequestsAsync());
        Assert.Empty(await world.Source.TakeRequestsAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task An_image_that_only_an_environment_variable_names_is_promoted()
    {
        await using var world = await TwoRegistries.StartAsync();
        await world.PushImageAsync("team/agent:3");
        using var overlay = Overlay.Naming("busybox:1.36").ConfigureOci(world.Destination.Host, world.Source.Host);
        overlay.Kustomize("operator.yaml").Write("operator.yaml", $$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: operator}
            spec:
              containers:
              - name: operator
                image: busybox:1.36
                env: [{name: AGENT_IMAGE, value: "{{world.Destination.Host}}/team/agent:3"}]
            """);

        var result = await TwoRegistries.GenerateAsync(overlay);

        result.AssertSucceeded(await overlay.KustomizeAsync());
        await world.AssertSameAtBothAsync("team/agent:3");
    }
}
