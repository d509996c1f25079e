using System.Diagnostics;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Specs.Setting;

namespace CmpPromoter.Specs.BadInputs;

/// <summary>What is left when somebody, or the time budget, ends a copy in its middle.</summary>
public sealed class Interruptions
{
    /// <summary>Argo CD sends SIGKILL after 5 s.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    private static readonly ImageSpec LargeLayer = new() { LayerSizesBytes = [100_000, 1_000_000] };

    [Theory(Timeout = 120_000)]
    [InlineData("TERM", 143, "terminated")]
    [InlineData("INT", 130, "interrupted")]
    public async Task A_signal_in_the_middle_of_a_copy_ends_it_in_time_and_the_next_run_finishes(
        string signal, int exitCode, string said)
    {
        await using var world = await TwoAccounts.StartAsync();
        var image = world.Offer("team/api", "1.4", LargeLayer);
        world.BreakLayers("stall", new FaultAction.Stall(AfterBytes: 50_000));
        using var overlay = world.OverlayNaming("team/api:1.4");
        var promoter = world.Promoter().Start("generate", "--config", overlay.ConfigurationPath, overlay.Path);
        await await Task.WhenAny(world.Faults.Reached("stall"), promoter.Ended);

        var sent = Stopwatch.GetTimestamp();
        await promoter.SignalAsync(signal);
        var stopped = await promoter.Ended;
        var took = Stopwatch.GetElapsedTime(sent);
        var tagsAfterwards = world.Production.Repository("team/api").Tags.Count;
        world.Faults.Clear();
        var next = await world.GenerateAsync(overlay);

        stopped.AssertFailed(
            exitCode,
            $"cmp-promoter: stopped by a signal ({said}); no manifest was emitted, finished layers are kept\n");
        Assert.True(took < Grace, $"it took {took}");
        Assert.Equal(0, tagsAfterwards);
        next.AssertSucceeded(await overlay.KustomizeAsync());
        Assert.Equal(image.Digest, world.Production.Repository("team/api").Tags["1.4"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task Only_a_render_says_that_no_manifest_was_emitted()
    {
        await using var world = await TwoAccounts.StartAsync();
        world.Offer("team/api", "1.4", LargeLayer);
        world.BreakLayers("stall", new FaultAction.Stall(AfterBytes: 50_000));
        using var overlay = world.OverlayNaming("team/api:1.4");
        var promoter = world.Promoter().With("ARGOCD_APP_NAME", "generate")
            .Start("--config", overlay.ConfigurationPath, "promote", overlay.Path);
        await await Task.WhenAny(world.Faults.Reached("stall"), promoter.Ended);

        await promoter.SignalAsync("TERM");
        var stopped = await promoter.Ended;

        stopped.AssertFailed(143, "cmp-promoter: stopped by a signal (terminated) for application generate; finished layers are kept\n");
    }

    [Fact(Timeout = 120_000)]
    public async Task The_end_of_the_time_budget_says_how_far_the_copy_came_and_the_next_run_finishes()
    {
        await using var world = await TwoAccounts.StartAsync();
        var image = world.Offer("team/api", "1.4", LargeLayer);
        world.BreakLayers("stall", new FaultAction.Stall(AfterBytes: 50_000));
        using var overlay = world.OverlayNaming("team/api:1.4");
        world.Configure(overlay, "copy: {budget: 5s}");

        var late = await world.GenerateAsync(overlay);
        world.Faults.Clear();
        var next = await world.GenerateAsync(overlay);

        late.AssertFailed(
            6,
            "cmp-promoter: 1 of 1 images not promoted; no manifest was emitted\n"
            + $"- {world.Production.RegistryName}/team/api:1.4 "
            + "(Deployment app-0, spec.template.spec.containers[0].image): ",
            " of 1.0 MiB copied when the time was over; finished layers are kept",
            "\nThe time budget is 5 s (copy.budget). Refresh to go on from there; "
            + "for large images raise copy.budget together with Argo CD's repo-server timeouts\n");
        next.AssertSucceeded(await overlay.KustomizeAsync());
        Assert.Equal(image.Digest, world.Production.Repository("team/api").Tags["1.4"]);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("PutUpload", " of 1.0 MiB copied when the time was over; finished layers are kept; last failure: ", ": PUT http://")]
    [InlineData("PutManifest", "1.0 MiB of 1.0 MiB copied when the time was over; finished layers are kept; last failure: ", ": PUT http://")]
    [InlineData("BatchGetImage", "before the images were looked up; no manifest was emitted. ", ": BatchGetImage http://")]
    public async Task The_end_of_the_time_budget_names_what_was_being_tried_again(string operation, string where, string request)
    {
        await using var world = await TwoAccounts.StartAsync();
        world.Offer("team/api", "1.4", LargeLayer);
        var refusal = new FaultAction.Answer(503, "UNAVAILABLE", "come back later") { RetryAfter = "30" };
        world.Faults.Add(new Fault { Name = "busy", Operation = operation, Action = refusal, Times = 100 });
        using var overlay = world.OverlayNaming("team/api:1.4");
        world.Configure(overlay, "copy: {budget: 5s}");

        var late = await world.GenerateAsync(overlay);

        late.AssertFailed(
            6, where, $"last failure: {world.Production.RegistryName}{request}", ": 503 UNAVAILABLE: come back later (tried once in ");
    }
}
