using System.Text.Json;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Daemon;

/// <summary>What the operator of a daemon sees: metrics, the audit trail on stdout, and its status.</summary>
public sealed class SeenFromOutside
{
    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task Metrics_tell_of_copies_bytes_blobs_requests_and_renders()
    {
        await using var world = await DaemonWorld.StartAsync();

        var metrics = await world.MetricsOfTwoRendersAsync();

        string[] expected =
        [
            "# TYPE cmp_promoter_copies_total counter\n",
            "cmp_promoter_copies_total{result=\"promoted\"} 1\n",
            "cmp_promoter_copy_duration_seconds_count{result=\"promoted\"} 1\n",
            "cmp_promoter_copy_duration_seconds_bucket{result=\"promoted\",le=\"+Inf\"} 1\n",
            "cmp_promoter_presence_lookups_total{result=\"hit\"} 1\n",
            "cmp_promoter_presence_lookups_total{result=\"miss\"} 1\n",
            "cmp_promoter_renders_total{result=\"complete\"} 2\n",
            "cmp_promoter_registry_requests_total{operation=\"ManifestPush\",status=\"201\"} 1\n",
            "cmp_promoter_registry_requests_total{operation=\"BatchGetImage\",status=\"200\"} ",
            "# TYPE cmp_promoter_copies_active gauge\ncmp_promoter_copies_active 0\n",
        ];
        Assert.All(expected, line => Assert.Contains(line, metrics, StringComparison.Ordinal));
        Assert.DoesNotContain("team/api", metrics, StringComparison.Ordinal);
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task Every_copy_leaves_one_line_of_json_on_stdout()
    {
        await using var world = await DaemonWorld.StartAsync();
        var image = world.Accounts.Offer("team/api", "1");
        using var overlay = world.Accounts.OverlayNaming("team/api:1");
        await Task.WhenAll(world.GenerateAsync(overlay), world.GenerateAsync(overlay));

        var ended = await world.StopAsync();

        Assert.Equal(0, ended.ExitCode);
        var record = JsonDocument.Parse(Assert.Single(ended.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal("payments", record.GetProperty("application").GetString());
        Assert.Equal("team-a", record.GetProperty("project").GetString());
        Assert.Equal("1a2b3c4d5e6f7081920a1b2c3d4e5f60718293a4", record.GetProperty("revision").GetString());
        Assert.Equal($"{world.Accounts.Development.RegistryName}/team/api", record.GetProperty("source").GetString());
        Assert.Equal($"{world.Accounts.Production.RegistryName}/team/api:1", record.GetProperty("destination").GetString());
        Assert.Equal(image.Digest, record.GetProperty("digest").GetString());
        Assert.Equal("promoted", record.GetProperty("result").GetString());
        Assert.True(record.GetProperty("bytes").GetInt64() > 0);
        Assert.True(record.GetProperty("durationSeconds").GetDouble() >= 0);
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task Status_shows_what_is_under_way_and_what_ended()
    {
        await using var world = await DaemonWorld.StartAsync();
        world.Accounts.Offer("team/done", "1");
        using var done = world.Accounts.OverlayNaming("team/done:1");
        await world.GenerateAsync(done);
        var link = new TaskCompletionSource();
        world.Accounts.BreakLayers("held", new FaultAction.Hold(link.Task));
        world.Accounts.Offer("team/api", "1");
        using var overlay = world.Accounts.OverlayNaming("team/api:1");
        var render = world.Render().Start("generate", "--config", overlay.ConfigurationPath, overlay.Path);
        await await Task.WhenAny(world.Accounts.Faults.Reached("held"), render.Ended);

        var table = await StatusAsync(world);
        var line = (await StatusAsync(world, "-o", "json")).OutputText;
        var json = JsonDocument.Parse(line).RootElement;
        link.SetResult();
        await render.Ended;

        Assert.Equal((0, ""), (table.ExitCode, table.Error));
        Assert.Contains("renders waiting: 1;", table.OutputText, StringComparison.Ordinal);
        Assert.Matches(@"COPYING +MOVED +FOR +APPLICATION\n\S+/team/api:1 +0(\.0)? of .* payments\n", table.OutputText);
        Assert.Matches(@"ENDED +RESULT +SENT +TOOK +WHEN +APPLICATION\n\S+/team/done:1 +promoted .* payments\n", table.OutputText);
        Assert.DoesNotContain("\\u", line, StringComparison.Ordinal);
        Assert.Equal(1, json.GetProperty("copies").GetArrayLength());
        Assert.Equal("promoted", json.GetProperty("ended")[0].GetProperty("result").GetString());
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task Status_without_a_daemon_says_where_it_looked()
    {
        var result = await new PromoterProcess().RunAsync("status", "--socket", "/nonexistent/promoter.sock");

        result.AssertFailed(5, "the promoter daemon at /nonexistent/promoter.sock: there is no such socket");
    }

    private static Task<ProcessResult> StatusAsync(DaemonWorld world, params string[] options) =>
        new PromoterProcess().RunAsync(["status", "--socket", world.SocketPath, .. options]);
}
