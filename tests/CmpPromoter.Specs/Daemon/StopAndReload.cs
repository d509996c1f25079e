using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.Specs.Setting;

namespace CmpPromoter.Specs.Daemon;

/// <summary>A daemon that is stopped, or given another configuration, while renders wait.</summary>
public sealed class StopAndReload
{
    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task SIGTERM_lets_what_is_under_way_finish()
    {
        await using var world = await DaemonWorld.StartAsync();
        world.Accounts.Offer("team/api", "1");
        var link = new TaskCompletionSource();
        world.Accounts.BreakLayers("held", new FaultAction.Hold(link.Task));
        using var overlay = world.Accounts.OverlayNaming("team/api:1");
        var render = world.Render().Start("generate", "--config", overlay.ConfigurationPath, overlay.Path);
        await await Task.WhenAny(world.Accounts.Faults.Reached("held"), render.Ended);

        await world.Daemon!.SignalAsync("TERM");
        await world.Daemon.SaysAsync("stopping; renders waiting: 1, copies under way: 1");
        using var http = new HttpClient { BaseAddress = world.Listen };
        var ready = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
        link.SetResult();

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        (await render.Ended).AssertSucceeded(await overlay.KustomizeAsync());
        Assert.Equal(0, (await world.Daemon.Ended).ExitCode);
        Assert.False(File.Exists(world.SocketPath));
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task What_does_not_finish_within_the_grace_time_is_given_up_and_the_next_daemon_finishes_it_for_the_same_render()
    {
        await using var world = await DaemonWorld.StartAsync(null, "", "--grace", "2500ms");
        var image = world.Accounts.Offer("team/api", "1");
        world.Accounts.BreakLayers("stuck", new FaultAction.Stall(), times: 1);
        using var overlay = world.Accounts.OverlayNaming("team/api:1");
        var render = world.Render().Start("generate", "--config", overlay.ConfigurationPath, overlay.Path);
        await await Task.WhenAny(world.Accounts.Faults.Reached("stuck"), render.Ended);

        var stopped = await world.StopAsync();
        await world.ServeAsync();

        Assert.Equal(0, stopped.ExitCode);
        Assert.Contains("copies given up: 1; finished layers are kept", stopped.Error, StringComparison.Ordinal);
        Assert.Contains("\"result\":\"abandoned\"", stopped.OutputText, StringComparison.Ordinal);
        (await render.Ended).AssertSucceeded(await overlay.KustomizeAsync());
        Assert.Equal(image.Digest, world.Accounts.Production.Repository("team/api").Tags["1"]);
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task A_changed_configuration_holds_for_the_next_render()
    {
        await using var world = await DaemonWorld.StartAsync();
        world.Accounts.Offer("team-a/api", "1");
        using var overlay = world.Accounts.OverlayNaming("team-a/api:1");

        world.Configure("policy: {projects: [{project: team-b, repositories: [\"team-b/**\"]}]}");
        await world.Daemon!.SaysAsync("has changed and holds from now on");

        (await world.GenerateAsync(overlay)).AssertFailed(4, "project team-a may not promote repository team-a/api");
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task A_configuration_that_cannot_be_used_is_said_once_and_the_last_good_one_holds()
    {
        await using var world = await DaemonWorld.StartAsync();
        world.Accounts.Offer("team/api", "1");
        using var overlay = world.Accounts.OverlayNaming("team/api:1");

        world.Configure("polcy: {}");
        var said = await world.Daemon!.SaysAsync("has changed and cannot be used");
        using var http = new HttpClient { BaseAddress = world.Listen };

        Assert.Contains("polcy", said, StringComparison.Ordinal);
        (await world.GenerateAsync(overlay)).AssertSucceeded(await overlay.KustomizeAsync());
        var metrics = await http.GetStringAsync("/metrics");
        Assert.Contains("cmp_promoter_configuration_stale 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("cmp_promoter_configuration_reloads_total{result=\"refused\"} 1\n", metrics, StringComparison.Ordinal);
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task The_way_in_which_Kubernetes_swaps_a_mounted_file_is_noticed()
    {
        await using var world = await DaemonWorld.StartMountedAsync();
        world.Accounts.Offer("team-a/api", "1");
        using var overlay = world.Accounts.OverlayNaming("team-a/api:1");

        await world.SwapMountedAsync("policy: {projects: [{project: team-b, repositories: [\"team-b/**\"]}]}");
        await world.Daemon!.SaysAsync("has changed and holds from now on");

        (await world.GenerateAsync(overlay)).AssertFailed(4, "project team-a may not promote repository team-a/api");
    }
}
