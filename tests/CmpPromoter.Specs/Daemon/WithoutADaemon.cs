using System.Net.Sockets;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.Specs.Setting;

namespace CmpPromoter.Specs.Daemon;

/// <summary>A daemon that is not there, not there any more, or that cannot begin.</summary>
public sealed class WithoutADaemon
{
    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task A_missing_socket_fails_the_render_though_it_has_credentials_itself()
    {
        await using var accounts = await TwoAccounts.StartAsync();
        accounts.Offer("team/api", "1");
        using var overlay = accounts.OverlayNaming("team/api:1");

        var result = await accounts.Promoter().With("CMP_PROMOTER_SOCKET", "/nonexistent/promoter.sock")
            .RunAsync("generate", "--config", overlay.ConfigurationPath, overlay.Path);

        result.AssertFailed(
            5,
            "the promoter daemon at /nonexistent/promoter.sock: there is no such socket. "
            + "Check that 'cmp-promoter serve' runs in the same pod");
        Assert.Empty(accounts.Log.Entries);
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task A_daemon_that_was_killed_is_said_not_to_answer_and_the_next_one_takes_its_place()
    {
        await using var world = await DaemonWorld.StartAsync();
        world.Accounts.Offer("team/api", "1");
        using var overlay = world.Accounts.OverlayNaming("team/api:1");
        await world.StopAsync("KILL");

        (await world.GenerateAsync(overlay)).AssertFailed(5, "nobody answers there");
        await world.ServeAsync();

        (await world.GenerateAsync(overlay)).AssertSucceeded(await overlay.KustomizeAsync());
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task A_daemon_that_is_killed_in_the_middle_is_asked_once_more_when_it_is_there_again()
    {
        await using var world = await DaemonWorld.StartAsync();
        world.Accounts.Offer("team/api", "1");
        world.Accounts.BreakLayers("stuck", new FaultAction.Stall(), times: 1);
        using var overlay = world.Accounts.OverlayNaming("team/api:1");
        // Argo CD gets the log after the conclusion; asked for more, it comes as it is said.
        var render = world.Render().Start("generate", "--verbose", "--config", overlay.ConfigurationPath, overlay.Path);
        await await Task.WhenAny(world.Accounts.Faults.Reached("stuck"), render.Ended);

        await world.StopAsync("KILL");
        await render.SaysAsync("ended the conversation; asking once more");
        await world.ServeAsync();

        (await render.Ended).AssertSucceeded(await overlay.KustomizeAsync());
    }

    [Theory(Timeout = DaemonWorld.TimeoutMilliseconds)]
    [InlineData("no-such-directory/promoter.sock", "does not exist. Create it, or mount it")]
    [InlineData("promotion.yaml", "exists and is no socket. Remove it, or choose another path")]
    public async Task A_socket_that_cannot_be_made_is_refused_before_anything_is_served(string path, string reason)
    {
        await using var accounts = await TwoAccounts.StartAsync();
        using var overlay = accounts.OverlayNaming();

        var result = await accounts.Promoter().RunAsync(
            "serve", "--config", overlay.ConfigurationPath, "--socket", Path.Combine(Path.GetDirectoryName(overlay.ConfigurationPath)!, path));

        result.AssertFailed(2, "--socket ", reason);
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task A_second_daemon_leaves_the_first_ones_socket_alone()
    {
        await using var world = await DaemonWorld.StartAsync();

        var second = await world.Accounts.Promoter().RunAsync(
            "serve", "--config", world.ConfigurationPath, "--socket", world.SocketPath, "--listen", "127.0.0.1:0");

        second.AssertFailed(2, "another daemon listens there");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(world.SocketPath));
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task Only_owner_and_group_may_use_the_socket()
    {
        await using var world = await DaemonWorld.StartAsync();

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
            File.GetUnixFileMode(world.SocketPath));
    }
}
