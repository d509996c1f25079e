namespace CmpPromoter.Specs.Fleet;

/// <summary>The same at full size. Built with -p:LongSpecs=true only.</summary>
public sealed class LongFleetSpecs(ITestOutputHelper output)
{
    [Fact(Timeout = 3_600_000)]
    public Task A_whole_fleet_moves_each_blob_once_pushes_each_manifest_once_and_then_asks_nothing() =>
        FleetRenders.SeeAsync(FleetSize.Whole, output);
}
