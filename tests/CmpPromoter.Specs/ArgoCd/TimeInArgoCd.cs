using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Seeding;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Specs.ArgoCd;

/// <summary>Copies that take longer than a render may: what is finished stays, whoever ended the attempt.</summary>
public sealed class TimeInArgoCd
{
    private const int Layers = 6;

    /// <summary>The layers and the image's configuration.</summary>
    private const int Blobs = Layers + 1;

    [Fact(Timeout = 180_000)]
    public async Task A_copy_beyond_the_budget_goes_on_where_it_stopped_and_succeeds_within_three_attempts()
    {
        await using var world = await ArgoCdWorld.StartAsync("{budget: 6s, concurrency: 1}");
        world.Offer("shop/api", "2.4.0", new ImageSpec { Layers = Layers, LayerBytes = 64 * 1024 });
        world.Commit("overlays/production", "shop/api:2.4.0");
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var conditions = new List<string?>();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            // Two more layers pass, then the link stands still until the budget is over.
            world.Ecr.Faults.Clear();
            world.Ecr.Faults.Add(StandStillAfter(2, held.Task));
            conditions.Add((await world.Argo.GenerateAsync(world.Shop)).Condition);
        }

        world.Ecr.Faults.Clear();
        world.Ecr.Log.Clear();
        var kept = world.TheDestination.Repository("shop/api").Blobs.Count;
        var last = await world.Argo.GenerateAsync(world.Shop);

        Assert.All(conditions, condition => Assert.Contains("failed exit status 6", condition, StringComparison.Ordinal));
        Assert.Null(last.Condition);
        Assert.NotEqual(0, kept);
        Assert.Equal(Blobs - kept, world.Ecr.Log.Count("LayerDownload"));
        held.SetResult();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_copy_that_Argo_CD_kills_leaves_nothing_half_and_the_next_render_finishes_it()
    {
        var time = new FakeTimeProvider();
        await using var world = await ArgoCdWorld.StartAsync("{budget: 10m, concurrency: 1}", time: time);
        world.Offer("shop/api", "2.4.0", new ImageSpec { Layers = Layers, LayerBytes = 64 * 1024 });
        world.Commit("overlays/production", "shop/api:2.4.0");
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Ecr.Faults.Add(StandStillAfter(3, held.Task));
        var killed = world.Argo.GenerateAsync(world.Shop);
        await world.Ecr.Faults.Reached("link");

        time.Advance(TimeSpan.FromSeconds(59.9));

        var condition = (await killed).Condition;
        var tagsAfterKill = world.TheDestination.Repository("shop/api").Tags;
        world.Ecr.Faults.Clear();
        held.SetResult();
        var next = await world.Argo.GenerateAsync(world.Shop);
        Assert.Contains("`/usr/local/bin/cmp-promoter generate` failed signal: killed", condition, StringComparison.Ordinal);
        Assert.Empty(tagsAfterKill);
        Assert.Null(next.Condition);
    }

    private static Fault StandStillAfter(int layers, Task until) => new()
    {
        Name = "link",
        Action = new FaultAction.Hold(until),
        Operation = "LayerDownload",
        After = layers,
        Times = int.MaxValue,
    };
}
