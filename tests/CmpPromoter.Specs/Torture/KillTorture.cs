using System.Diagnostics;
using CmpPromoter.Specs.Setting;

namespace CmpPromoter.Specs.Torture;

/// <summary>
/// Kills the program again and again while it copies, and looks at the destination after every kill. 25 kills and under
/// a minute each by default; CMP_PROMOTER_TORTURE_KILLS=200 for a long run without bound, CMP_PROMOTER_TORTURE_SEED to
/// repeat one, CMP_PROMOTER_FIGURES to have the figures in a file.
/// </summary>
public sealed class KillTorture(ITestOutputHelper output)
{
    private const int DefaultKills = 25;
    private const int FaultsOfRun = 3;

    // Half of what a cold copy asks for: a few runs get through it, each killed at another place.
    private const int MaxRequests = 250;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(40);
    private static readonly int? LongKills = Number("CMP_PROMOTER_TORTURE_KILLS");
    private static readonly int Seed = Number("CMP_PROMOTER_TORTURE_SEED") ?? Random.Shared.Next();

    [Fact(Timeout = 3_600_000)]
    public Task A_copy_killed_at_random_instants_leaves_every_tag_absent_or_whole_and_sends_no_finished_blob_again() =>
        TortureAsync("kill -9", faultsOfRun: 0);

    [Fact(Timeout = 3_600_000)]
    public Task The_same_holds_while_network_and_registries_fail_at_random() =>
        TortureAsync("kill -9 and faults", FaultsOfRun);

    private async Task TortureAsync(string title, int faultsOfRun)
    {
        var kills = LongKills ?? DefaultKills;
        var maxRuns = (3 * kills) + 1;
        var random = new Random(Seed);
        output.WriteLine($"torture, {title}: seed {Seed}"); // Also when it does not come to its figures.
        var figures = new TortureFigures { Title = title, Seed = Seed };
        await using var world = await TortureWorld.StartAsync(maxRuns);
        var started = Stopwatch.GetTimestamp();
        for (var n = 1; n < maxRuns && figures.Kills < kills; n++)
        {
            if (LongKills is null && Stopwatch.GetElapsedTime(started) > Bound)
            {
                break;
            }

            var faults = Break(world, random, faultsOfRun);
            var run = await world.RunAsync(random.Next(1, MaxRequests), TimeSpan.FromMilliseconds(random.Next(30)));
            figures = Judge(world, run, figures) with
            {
                Faults = figures.Faults + faults.Sum(world.Faults.Strikes),
            };
            var isDone = DestinationState.HasEveryTag(world.Source, world.Destination);
            Assert.True(run.ExitCode is null or 0 || faultsOfRun > 0, $"seed {Seed}: without a fault: {run.Error}");
            Assert.True(run.ExitCode != 0 || isDone, $"seed {Seed}: a run succeeded too early");
            if (isDone)
            {
                world.Restart();
                figures = figures with { ColdCopies = figures.ColdCopies + 1 };
            }
        }

        figures = await FinishAsync(world, figures);
        Figures.Write(output, figures.ToString());
        Assert.Equal((0, 0L), (figures.IncompleteTags, figures.BytesMovedTwice));
        Assert.NotEqual(0, figures.Kills);
    }

    private static ImmutableArray<string> Break(TortureWorld world, Random random, int faultsOfRun)
    {
        world.Faults.Clear();
        var faults = new RandomFaults(random);
        var names = Enumerable.Range(0, faultsOfRun).Select(_ => Guid.NewGuid().ToString()).ToImmutableArray();
        foreach (var name in names)
        {
            world.Faults.Add(faults.Next(name));
        }

        return names;
    }

    private static TortureFigures Judge(TortureWorld world, TortureRun run, TortureFigures figures)
    {
        var ledger = new UploadLedger(run, world.Log);
        return figures with
        {
            Kills = figures.Kills + (run.ExitCode is null ? 1 : 0),
            OtherRuns = figures.OtherRuns + (run.ExitCode is null ? 0 : 1),
            BytesMoved = figures.BytesMoved + ledger.BytesMoved,
            BytesMovedTwice = figures.BytesMovedTwice + ledger.BytesMovedTwice,
            IncompleteTags = figures.IncompleteTags + DestinationState.IncompleteTags(world.Source, world.Destination).Length,
        };
    }

    /// <summary>The run after the last kill: it ends well and moves what was missing, and nothing else.</summary>
    private static async Task<TortureFigures> FinishAsync(TortureWorld world, TortureFigures figures)
    {
        world.Faults.Clear();
        var missing = DestinationState.MissingBlobs(world);
        var run = await world.RunAsync(killAfterRequests: null, TimeSpan.Zero);
        Assert.True(run.ExitCode == 0, $"seed {Seed}: the last run failed: {run.Error}");
        Assert.True(DestinationState.HasEveryTag(world.Source, world.Destination), $"seed {Seed}: the last run left a tag out");
        Assert.Empty(new UploadLedger(run, world.Log).Finished.Except(missing));
        return Judge(world, run, figures);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : null;
}
