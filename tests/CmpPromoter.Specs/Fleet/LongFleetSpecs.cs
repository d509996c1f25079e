namespace CmpPromoter.Specs.Fleet;

/// <summary>The same at full size. Built with -p:LongSpecs=true only.</summary>
public sealed class LongFleetSpecs(ITestOutputHelper output)
{
    [Fact(Timeout = 3_600_000)]
    public Task A_whole_fleet_moves_each_blob_once_pushes_each_manifest_once_and_then_asks_nothing() =>
        FleetRenders.SeeAsync(FleetSize.Whole, output);

    [Fact(Timeout = 3_600_000)]
    public Task A_daemon_killed_fifty_times_under_a_whole_fleet_leaves_nothing_incomplete() =>
        KilledDaemon.SeeAsync(FleetSize.Whole, kills: 50, maxRequests: 1500, output);

    [Fact(Timeout = 3_600_000)]
    public Task A_daemon_that_promotes_for_five_minutes_holds_no_more_of_the_machine() =>
        Soak.SeeAsync(TimeSpan.FromMinutes(5), output);
}
