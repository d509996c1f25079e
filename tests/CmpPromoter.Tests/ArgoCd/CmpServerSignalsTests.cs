using CmpPromoter.ArgoCd;

namespace CmpPromoter.Tests.ArgoCd;

/// <summary>The emulated cmp-server against small shell scripts: the process group at the deadline and after success.</summary>
public sealed class CmpServerSignalsTests
{
    [Fact]
    public async Task The_command_is_killed_at_the_deadline_without_warning()
    {
        await using var plugin = new ScriptPlugin(
            "trap 'touch $OUT/trapped' TERM; echo half way >&2; echo up > $OUT/started; sleep 600 & wait");
        using var deadline = new CancellationTokenSource();
        var reply = plugin.Server.GenerateManifestAsync(plugin.Request(), deadline.Token);
        await plugin.ReadLineAsync("started");

        await deadline.CancelAsync();

        var fault = await Assert.ThrowsAsync<CmpException>(() => ScriptPlugin.InTimeAsync(reply));
        Assert.Equal($"error generating manifests: `{plugin.Command}` failed signal: killed: half way", fault.Message);
        Assert.False(File.Exists(plugin.Outside("trapped")));
    }

    [Fact]
    public async Task A_child_in_the_group_is_asked_to_end()
    {
        await using var plugin = new ScriptPlugin($"{Child("exit")} & wait");
        using var deadline = new CancellationTokenSource();
        var reply = plugin.Server.GenerateManifestAsync(plugin.Request(), deadline.Token);
        await plugin.ReadLineAsync("started");

        await deadline.CancelAsync();

        Assert.Equal("terminated", await plugin.ReadLineAsync("signalled"));
        await Assert.ThrowsAsync<CmpException>(() => ScriptPlugin.InTimeAsync(reply));
    }

    [Fact]
    public async Task A_child_that_stays_holds_the_answer_back_until_it_is_killed_five_seconds_later()
    {
        await using var plugin = new ScriptPlugin($"{Child("true")} & wait");
        using var deadline = new CancellationTokenSource();
        var reply = plugin.Server.GenerateManifestAsync(plugin.Request(), deadline.Token);
        await plugin.ReadLineAsync("started");
        await deadline.CancelAsync();
        await plugin.ReadLineAsync("signalled");
        plugin.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(reply.IsCompleted);

        plugin.Time.Advance(TimeSpan.FromSeconds(0.1));

        await Assert.ThrowsAsync<CmpException>(() => ScriptPlugin.InTimeAsync(reply));
    }

    [Fact]
    public async Task After_success_the_group_is_asked_to_end_too()
    {
        await using var plugin = new ScriptPlugin($"{Child("exit")} > /dev/null 2>&1 & read < $OUT/started; echo 'kind: Done'");

        var reply = await ScriptPlugin.InTimeAsync(plugin.Server.GenerateManifestAsync(plugin.Request(), CancellationToken.None));

        Assert.Single(reply.Manifests);
        Assert.Equal("terminated", await plugin.ReadLineAsync("signalled"));
    }

    [Fact]
    public async Task A_child_in_a_session_of_its_own_outlives_the_call()
    {
        await using var plugin = new ScriptPlugin(
            "setsid bash -c \"echo up > $OUT/started; read < $OUT/go; echo alive > $OUT/signalled\" > /dev/null 2>&1 & "
            + "read < $OUT/started; echo 'kind: Done'");

        await ScriptPlugin.InTimeAsync(plugin.Server.GenerateManifestAsync(plugin.Request(), CancellationToken.None));
        plugin.Time.Advance(TimeSpan.FromSeconds(5));
        await plugin.WriteLineAsync("go");

        Assert.Equal("alive", await plugin.ReadLineAsync("signalled"));
    }

    [Fact]
    public async Task Calls_run_at_the_same_time()
    {
        // No call ends before all eight have begun.
        await using var plugin = new ScriptPlugin("touch $OUT/call-$$; until [ $(ls $OUT/call-* | wc -l) = 8 ]; do sleep 0.05; done");

        var replies = Enumerable.Range(0, 8).Select(_ => plugin.Server.GenerateManifestAsync(plugin.Request(), CancellationToken.None));

        Assert.Equal(8, (await ScriptPlugin.InTimeAsync(Task.WhenAll(replies))).Length);
    }

    [Fact]
    public async Task A_call_whose_time_is_over_before_it_starts_runs_nothing()
    {
        await using var plugin = new ScriptPlugin("touch $OUT/ran");
        using var deadline = new CancellationTokenSource();
        await deadline.CancelAsync();

        var fault = await Assert.ThrowsAsync<CmpException>(() => plugin.Server.GenerateManifestAsync(plugin.Request(), deadline.Token));

        Assert.Equal("error generating manifests: context deadline exceeded", fault.Message);
        Assert.False(File.Exists(plugin.Outside("ran")));
    }

    /// <summary>A child that says when its trap is set and when it was told to end, and then does what it is given.</summary>
    private static string Child(string then) =>
        $"(trap 'echo terminated > $OUT/signalled; {then}' TERM; echo up > $OUT/started; while :; do sleep 0.05; done)";
}
