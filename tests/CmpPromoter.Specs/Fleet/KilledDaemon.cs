using System.Collections.Concurrent;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.Specs.Setting;
using CmpPromoter.Specs.Torture;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Fleet;

/// <summary>
/// A daemon that is killed again and again while a fleet renders, and started again as the kubelet does. CMP_PROMOTER_TORTURE_SEED
/// repeats the instants.
/// </summary>
internal static class KilledDaemon
{
    private static readonly int Seed =
        int.TryParse(Environment.GetEnvironmentVariable("CMP_PROMOTER_TORTURE_SEED"), out var seed) ? seed : Random.Shared.Next();

    /// <param name="size">The fleet.</param>
    /// <param name="kills">How many.</param>
    /// <param name="maxRequests">How many requests there are between two kills at most.</param>
    /// <param name="output">Gets the figures.</param>
    public static async Task SeeAsync(FleetSize size, int kills, int maxRequests, ITestOutputHelper output)
    {
        output.WriteLine($"killed daemon: seed {Seed}"); // Also when it does not come to its figures.
        var random = new Random(Seed);
        await using var fleet = await FleetWorld.StartAsync(size);
        var accounts = fleet.World.Accounts;
        var failures = new ConcurrentBag<ProcessResult>();
        var rendering = fleet.RenderAllAsync(failures.Add);
        var (killed, incomplete) = (0, 0);
        while (killed < kills && await ReachAsync(accounts.Faults, $"instant {killed}", random.Next(1, maxRequests), rendering))
        {
            await fleet.World.StopAsync("KILL");
            killed++;
            incomplete += DestinationState.IncompleteTags(accounts.Development, accounts.Production).Length;
            await fleet.World.ServeAsync();
        }

        var took = await rendering;
        var ledger = new FleetLedger(accounts.Log.Entries);
        Figures.Write(output, FormattableString.Invariant(
            $"killed daemon: {killed} kills, {size.Images} images of {size.Applications} applications in {took.TotalSeconds:0} s, {failures.Count} renders failed ({string.Join(", ", failures.CountBy(failure => failure.ExitCode).Select(count => $"{count.Value} with exit {count.Key}"))}), incomplete tags = {incomplete}, blobs brought twice to a repository = {ledger.BroughtTwice.Length}, throttled {ledger.Throttled} of {ledger.Requests} (seed {Seed})"));

        Assert.Equal((kills, 0), (killed, incomplete));
        Assert.All(failures, AssertClear);
        Assert.Empty(DestinationState.IncompleteTags(accounts.Development, accounts.Production));
        Assert.True(DestinationState.HasEveryTag(accounts.Development, accounts.Production), $"seed {Seed}: a tag is left out");
    }

    /// <returns>False when all is rendered before.</returns>
    private static async Task<bool> ReachAsync(FaultPlan faults, string instant, int requests, Task rendering)
    {
        faults.Clear();
        faults.Add(new Fault { Name = instant, Action = new FaultAction.Hold(Task.CompletedTask), After = requests });
        return await Task.WhenAny(faults.Reached(instant), rendering) != rendering;
    }

    private static void AssertClear(ProcessResult failure)
    {
        Assert.True(failure.ExitCode is 5 or 6, $"seed {Seed}: exit code {failure.ExitCode}:\n{failure.Error}");
        Assert.Contains("no manifest was emitted", failure.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Matches("the promoter daemon at .*: |the copy continues; the next refresh picks it up", failure.Error);
    }
}
