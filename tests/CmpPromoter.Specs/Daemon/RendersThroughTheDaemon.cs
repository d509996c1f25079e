using System.Net;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Specs.Setting;

namespace CmpPromoter.Specs.Daemon;

/// <summary>A render without credentials, and a daemon that has them.</summary>
public sealed class RendersThroughTheDaemon
{
    private const int MiB = 1024 * 1024;

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task A_render_without_credentials_gets_its_manifests_once_the_daemon_has_promoted_the_images()
    {
        await using var world = await DaemonWorld.StartAsync();
        var image = world.Accounts.Offer("team/api", "1.4.0");
        using var overlay = world.Accounts.OverlayNaming("team/api:1.4.0");

        var first = await world.GenerateAsync(overlay);

        first.AssertSucceeded(await overlay.KustomizeAsync());
        Assert.Equal(image.Digest, world.Accounts.Production.Repository("team/api").Tags["1.4.0"]);
        Assert.Contains("1 image: 0 present, 1 promoted", first.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task The_same_render_again_asks_no_registry_within_the_time_that_presence_is_remembered()
    {
        await using var world = await DaemonWorld.StartAsync();
        world.Accounts.Offer("team/api", "1.4.0");
        using var overlay = world.Accounts.OverlayNaming("team/api:1.4.0");
        (await world.GenerateAsync(overlay)).AssertSucceeded(await overlay.KustomizeAsync());
        world.Accounts.Log.Clear();

        var again = await world.GenerateAsync(overlay);

        again.AssertSucceeded(await overlay.KustomizeAsync());
        Assert.Empty(world.Accounts.Log.Entries);
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task Renders_that_want_the_same_image_at_once_move_it_once()
    {
        await using var world = await DaemonWorld.StartAsync();
        world.Accounts.Offer("team/api", "1.4.0", new ImageSpec { LayerSizesBytes = [4 * MiB, 2 * MiB] });
        using var overlay = world.Accounts.OverlayNaming("team/api:1.4.0");

        var renders = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => world.GenerateAsync(overlay, $"app-{n}")));

        var manifests = await overlay.KustomizeAsync();
        Assert.All(renders, render => render.AssertSucceeded(manifests));
        Assert.Equal(1, world.Accounts.Log.Count(entry => entry.Operation == "PutManifest"));
        Assert.Equal(3, world.Accounts.Log.Count(entry => entry is { Operation: "PutUpload", Status: 201 })); // Two layers and the config.
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task A_copy_outlives_the_render_whose_budget_is_over_and_the_next_render_finds_it_done()
    {
        await using var world = await DaemonWorld.StartAsync();
        world.Accounts.Offer("team/small", "1");
        world.Accounts.Offer("team/large", "1", new ImageSpec { LayerSizesBytes = [3 * MiB] });
        var link = new TaskCompletionSource();
        world.Accounts.BreakLayers("slow", new FaultAction.Hold(link.Task));
        using var overlay = world.Accounts.OverlayNaming("team/small:1", "team/large:1");
        world.Accounts.Configure(overlay, "copy: {budget: 20s}");

        var first = await world.GenerateAsync(overlay);

        first.AssertFailed(
            6, "0 of 2 images ready, 0.0 of ", "; the copy continues; the next refresh picks it up for application payments");
        link.SetResult();
        await world.Daemon!.SaysAsync("promoted " + world.Accounts.Production.RegistryName + "/team/large:1");
        await world.Daemon.SaysAsync("promoted " + world.Accounts.Production.RegistryName + "/team/small:1");
        (await world.GenerateAsync(overlay)).AssertSucceeded(await overlay.KustomizeAsync());
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task What_the_daemon_refuses_reads_as_if_the_render_had_asked_itself()
    {
        await using var world = await DaemonWorld.StartAsync();
        world.Accounts.Offer("team/api", "1.4.0");
        using var overlay = world.Accounts.OverlayNaming("team/api:9.9.9", "team/api:1.4.0");

        var result = await world.GenerateAsync(overlay);

        result.AssertFailed(
            4,
            "1 of 2 images not promoted for application payments (project team-a, revision 1a2b3c4); no manifest was emitted",
            "team/api:9.9.9 (Deployment app-0, spec.template.spec.containers[0].image): neither the destination");
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task The_daemons_own_policy_decides_whatever_file_the_render_reads()
    {
        await using var world = await DaemonWorld.StartAsync(
            more: "policy: {projects: [{project: team-b, repositories: [\"team-b/**\"]}]}");
        world.Accounts.Offer("team-a/api", "1");
        using var overlay = world.Accounts.OverlayNaming("team-a/api:1");

        var result = await world.GenerateAsync(overlay);

        result.AssertFailed(4, "project team-a may not promote repository team-a/api");
        Assert.DoesNotContain(world.Accounts.Log.Entries, entry => entry.Operation == "PutManifest");
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task Probes_answer_on_the_network_and_promotions_do_not()
    {
        await using var world = await DaemonWorld.StartAsync();
        using var http = new HttpClient { BaseAddress = world.Listen };

        Assert.Equal("ok\n", await http.GetStringAsync("/healthz"));
        Assert.Equal("ok\n", await http.GetStringAsync("/readyz"));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri("/v1/status", UriKind.Relative))).StatusCode);
        using var nothing = new StringContent("");
        Assert.Equal(
            HttpStatusCode.MethodNotAllowed, (await http.PostAsync(new Uri("/v1/promotions", UriKind.Relative), nothing)).StatusCode);
    }
}
