using System.Text.Json;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Specs.Ecr;
using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Doors;

/// <summary>Pipelines: the images of several overlays as one plan, and a report that says what became of each.</summary>
public sealed class PromoteSpecs : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private string ReportPath => Path.Combine(directory.Path, "report.json");

    public void Dispose() => directory.Dispose();

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Several_overlays_are_one_plan()
    {
        await using var pair = await EcrPair.StartAsync();
        var api = pair.Seed("team/api", "1");
        var web = pair.Seed("team/web", "1");
        using var first = pair.Naming("team/api:1", "team/web:1");
        using var second = pair.Naming("team/api:1");
        pair.Server.Log.Clear();

        var result = await PromoteAsync(EcrPair.Promoter(), first, first.Path, second.Path);

        Assert.Equal((0, ""), (result.ExitCode, result.OutputText));
        Assert.EndsWith("2 images: 0 present, 2 promoted (4.5 KiB in {0} s)", Timeless(result.Error), StringComparison.Ordinal);
        Assert.Equal((api.Digest, web.Digest), (pair.DigestOf("team/api", "1"), pair.DigestOf("team/web", "1")));
        Assert.Equal(2, pair.AtDestination("PutManifest").Count());
        var report = Report();
        Assert.True(report.GetProperty("complete").GetBoolean());
        var image = report.GetProperty("images")[0];
        Assert.Equal($"{pair.Destination.RegistryName}/team/api:1", image.GetProperty("reference").GetString());
        Assert.Equal("promoted", image.GetProperty("outcome").GetString());
        Assert.Equal(api.Digest, image.GetProperty("digest").GetString());
        Assert.Equal($"{pair.Source.RegistryName}/team/api", image.GetProperty("source").GetString());
        Assert.Equal(
            [first.Path, second.Path], image.GetProperty("uses").EnumerateArray().Select(use => use.GetProperty("overlay").GetString()));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_second_run_asks_one_question_a_repository_and_reports_what_is_present()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team/api", "1");
        using var overlay = pair.Naming("team/api:1", "team/api:1");
        await PromoteAsync(EcrPair.Promoter(), overlay, overlay.Path);
        pair.Server.Log.Clear();

        var result = await PromoteAsync(EcrPair.Promoter(), overlay, overlay.Path);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(("BatchGetImage 1", ""), (pair.DestinationRequests, pair.SourceRequests));
        Assert.Equal(1, Report().GetProperty("totals").GetProperty("present").GetInt32());
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task An_image_that_fails_is_reported_and_stops_no_other()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team/api", "1");
        using var overlay = pair.Naming("team/api:absent", "team/api:1");

        var result = await PromoteAsync(
            EcrPair.Promoter(), overlay, overlay.Path, "--application", "shop", "--project", "retail", "--revision", "1a2b3c4");

        result.AssertFailed(
            4,
            "cmp-promoter: 1 of 2 images not promoted for application shop (project retail, revision 1a2b3c4); "
            + "what was finished is kept\n- ");
        Assert.NotNull(pair.DigestOf("team/api", "1"));
        var report = Report();
        Assert.Equal((false, 4), (report.GetProperty("complete").GetBoolean(), report.GetProperty("exitCode").GetInt32()));
        Assert.Equal(["refused", "promoted"], Outcomes(report));
        Assert.Equal("retail", report.GetProperty("askedBy").GetProperty("project").GetString());
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task The_project_that_the_command_line_names_is_judged()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team-a/api", "1");
        using var overlay = pair.Naming("team-a/api:1");
        overlay.Configure(pair.Configuration() + "\npolicy: {projects: [{project: team-a, repositories: [team-a/**]}]}");

        var nobody = await PromoteAsync(EcrPair.Promoter(), overlay, overlay.Path);
        var other = await PromoteAsync(EcrPair.Promoter(), overlay, overlay.Path, "--project", "team-b");
        var own = await PromoteAsync(EcrPair.Promoter(), overlay, overlay.Path, "--project", "team-a");

        nobody.AssertFailed(4, "no project is named");
        other.AssertFailed(4, "project team-b may not promote repository team-a/api");
        Assert.Equal(0, own.ExitCode);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_signal_in_the_middle_leaves_a_report_of_what_was_finished()
    {
        await using var world = await TwoAccounts.StartAsync();
        world.Offer("team/web", "1", new ImageSpec { Seed = 2 });
        world.Production.PushImage("team/web", "1", new ImageSpec { Seed = 2 });
        world.Offer("team/api", "1", new ImageSpec { LayerSizesBytes = [1_000_000] });
        world.BreakLayers("stall", new FaultAction.Stall(AfterBytes: 50_000));
        using var overlay = world.OverlayNaming("team/api:1", "team/web:1");
        var promoter = world.Promoter().Start("promote", "--config", overlay.ConfigurationPath, "--report", ReportPath, overlay.Path);
        await await Task.WhenAny(world.Faults.Reached("stall"), promoter.Ended);

        await promoter.SignalAsync("TERM");
        var stopped = await promoter.Ended;

        stopped.AssertFailed(143, "stopped by a signal");
        Assert.Equal(143, Report().GetProperty("exitCode").GetInt32());
        Assert.Equal(["unfinished", "present"], Outcomes(Report()));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Between_registries_that_nobody_here_wrote_both_hold_the_same_afterwards()
    {
        await using var registries = await TwoRegistries.StartAsync();
        await registries.PushIndexAsync("team/api:1");
        using var overlay = registries.OverlayNaming("team/api:1");

        var result = await PromoteAsync(new PromoterProcess(), overlay, overlay.Path);

        Assert.Equal(0, result.ExitCode);
        await registries.AssertSameAtBothAsync("team/api:1");
    }

    private Task<ProcessResult> PromoteAsync(PromoterProcess promoter, Overlay overlay, params string[] arguments) =>
        promoter.RunAsync(["promote", "--config", overlay.ConfigurationPath, "--report", ReportPath, .. arguments]);

    private JsonElement Report() => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(ReportPath));

    private static IEnumerable<string?> Outcomes(JsonElement report) =>
        report.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("outcome").GetString());

    private static string Timeless(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text.TrimEnd(), @" in [0-9.]+ s\)$", " in {0} s)");
}
