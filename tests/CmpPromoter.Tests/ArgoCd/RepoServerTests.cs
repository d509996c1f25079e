using CmpPromoter.ArgoCd;

namespace CmpPromoter.Tests.ArgoCd;

/// <summary>The emulated repo-server: what the user reads, what is kept, and when the plugin is no longer asked.</summary>
public sealed class RepoServerTests
{
    private const string Fails = "echo run >> $OUT/runs; echo 'shop/api:2.4.0 is missing' >&2; exit 4";
    private const string Succeeds = "echo run >> $OUT/runs; echo 'kind: Deployment'";

    [Fact]
    public async Task The_user_reads_the_whole_chain_of_errors()
    {
        await using var plugin = new ScriptPlugin(Fails);
        await using var server = new RepoServer(plugin.Server, new RepoServerOptions(), plugin.Time);

        var result = await server.GenerateAsync(plugin.Render());

        Assert.Equal(
            "ComparisonError: Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown "
            + "desc = CMP processing failed for application \"shop\": error generating manifests in cmp: rpc error: code = Unknown "
            + $"desc = error generating manifests: `{plugin.Command}` failed exit status 4: shop/api:2.4.0 is missing",
            result.Condition);
        Assert.Empty(result.Manifests);
    }

    [Fact]
    public async Task A_commit_is_rendered_once()
    {
        await using var plugin = new ScriptPlugin(Succeeds);
        await using var server = new RepoServer(plugin.Server, new RepoServerOptions(), plugin.Time);

        var first = await server.GenerateAsync(plugin.Render());
        var second = await server.GenerateAsync(plugin.Render());
        var other = await server.GenerateAsync(plugin.Render() with { Revision = "0000000000000000000000000000000000000000" });

        Assert.Equal((false, true, false), (first.IsCached, second.IsCached, other.IsCached));
        Assert.Equal(first.Manifests, second.Manifests);
        Assert.Equal(2, Runs(plugin));
    }

    [Fact]
    public async Task A_hard_refresh_renders_again()
    {
        await using var plugin = new ScriptPlugin(Succeeds);
        await using var server = new RepoServer(plugin.Server, new RepoServerOptions(), plugin.Time);

        await server.GenerateAsync(plugin.Render());
        await server.GenerateAsync(plugin.Render(), isHardRefresh: true);

        Assert.Equal(2, Runs(plugin));
    }

    [Fact]
    public async Task After_three_failures_the_last_error_is_repeated_for_an_hour()
    {
        await using var plugin = new ScriptPlugin(Fails);
        await using var server = new RepoServer(plugin.Server, new RepoServerOptions(), plugin.Time);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.False((await server.GenerateAsync(plugin.Render())).IsCached);
        }

        var paused = await server.GenerateAsync(plugin.Render());
        var pausedRuns = Runs(plugin);
        plugin.Time.Advance(TimeSpan.FromMinutes(60));
        var after = await server.GenerateAsync(plugin.Render());

        Assert.True(paused.IsCached);
        Assert.Contains(
            "rpc error: code = Unknown desc = Manifest generation error (cached): CMP processing failed for application \"shop\"",
            paused.Condition, StringComparison.Ordinal);
        Assert.Equal((3, false, 4), (pausedRuns, after.IsCached, Runs(plugin)));
    }

    [Fact]
    public async Task A_hard_refresh_ends_a_pause_and_success_forgets_the_failures()
    {
        await using var plugin = new ScriptPlugin($"[ -e $OUT/mended ] && {{ {Succeeds}; exit; }}; {Fails}");
        await using var server = new RepoServer(plugin.Server, new RepoServerOptions(), plugin.Time);
        for (var attempt = 0; attempt < 4; attempt++)
        {
            await server.GenerateAsync(plugin.Render());
        }

        await File.WriteAllTextAsync(plugin.Outside("mended"), "");
        var hard = await server.GenerateAsync(plugin.Render(), isHardRefresh: true);
        var next = await server.GenerateAsync(plugin.Render());

        Assert.True(hard.IsSuccess);
        Assert.True(next is { IsSuccess: true, IsCached: true });
    }

    [Fact]
    public async Task A_pause_can_end_after_so_many_answers()
    {
        await using var plugin = new ScriptPlugin(Fails);
        await using var server = new RepoServer(
            plugin.Server, new RepoServerOptions { PauseAfterFailures = 1, PauseRequests = 1 }, plugin.Time);

        var answers = new List<bool>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            answers.Add((await server.GenerateAsync(plugin.Render())).IsCached);
        }

        Assert.Equal([false, true, false, true], answers);
    }

    [Fact]
    public async Task The_plugin_has_a_tenth_of_a_second_less_than_its_caller()
    {
        await using var plugin = new ScriptPlugin("echo half way >&2; echo up > $OUT/started; exec sleep 600");
        await using var server = new RepoServer(plugin.Server, new RepoServerOptions(), plugin.Time);
        var render = server.GenerateAsync(plugin.Render());
        await plugin.ReadLineAsync("started");

        plugin.Time.Advance(TimeSpan.FromSeconds(59.9));

        var result = await ScriptPlugin.InTimeAsync(render);
        Assert.EndsWith("failed signal: killed: half way", result.Condition, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_holds_the_answer_back_costs_the_user_the_reason()
    {
        await using var plugin = new ScriptPlugin(
            "echo the reason >&2; (trap '' TERM; echo up > $OUT/started; while :; do sleep 0.05; done) & wait");
        await using var server = new RepoServer(plugin.Server, new RepoServerOptions { PauseAfterFailures = 1 }, plugin.Time);
        var render = server.GenerateAsync(plugin.Render());
        await plugin.ReadLineAsync("started");

        plugin.Time.Advance(TimeSpan.FromSeconds(60));

        var result = await ScriptPlugin.InTimeAsync(render);
        Assert.EndsWith(
            "source 1 of 1: rpc error: code = DeadlineExceeded desc = context deadline exceeded", result.Condition, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uploaded_files_have_no_commit_and_no_deadline()
    {
        await using var plugin = new ScriptPlugin("""echo up > $OUT/started; read < $OUT/go; echo "{kind: Of, revision: $ARGOCD_APP_REVISION}" """);
        await using var server = new RepoServer(plugin.Server, new RepoServerOptions(), plugin.Time);
        var render = server.GenerateFromFilesAsync(plugin.Render());
        await plugin.ReadLineAsync("started");

        plugin.Time.Advance(TimeSpan.FromHours(1));
        await plugin.WriteLineAsync("go");

        var result = await ScriptPlugin.InTimeAsync(render);
        Assert.Equal("streamed", result.Manifests.Single()["revision"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_document_without_kind_is_refused()
    {
        await using var plugin = new ScriptPlugin("echo 'metadata: {name: nobody}'");
        await using var server = new RepoServer(plugin.Server, new RepoServerOptions(), plugin.Time);

        var result = await server.GenerateAsync(plugin.Render());

        Assert.Contains("failed to convert CMP manifests to unstructured objects", result.Condition, StringComparison.Ordinal);
    }

    private static int Runs(ScriptPlugin plugin) => File.ReadAllLines(plugin.Outside("runs")).Length;
}
