namespace CmpPromoter.Specs.Fleet;

/// <summary>What many applications cost that render at the same time, and what holds while their daemon is killed or runs for long.</summary>
public sealed class FleetSpecs(ITestOutputHelper output)
{
    [Fact(Timeout = 240_000)]
    public Task A_fleet_moves_each_blob_once_pushes_each_manifest_once_and_then_asks_nothing() =>
        FleetRenders.SeeAsync(FleetSize.OfTheGate, output);

    [Fact(Timeout = 240_000)]
    public Task A_daemon_killed_at_random_instants_leaves_nothing_incomplete_and_its_renders_succeed_in_the_end() =>
        KilledDaemon.SeeAsync(FleetSize.OfTheGate, kills: 5, maxRequests: 120, output);

    [Fact(Timeout = 240_000)]
    public Task A_daemon_that_promotes_release_after_release_holds_no_more_of_the_machine() =>
        Soak.SeeAsync(TimeSpan.FromSeconds(20), output);
}
