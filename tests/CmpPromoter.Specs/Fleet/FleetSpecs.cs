namespace CmpPromoter.Specs.Fleet;

/// <summary>What many applications cost that render at the same time.</summary>
public sealed class FleetSpecs(ITestOutputHelper output)
{
    [Fact(Timeout = 240_000)]
    public Task A_fleet_moves_each_blob_once_pushes_each_manifest_once_and_then_asks_nothing() =>
        FleetRenders.SeeAsync(FleetSize.OfTheGate, output);
}
