using System.Globalization;
using CmpPromoter.LocalEcr.Quotas;
using CmpPromoter.Specs.Setting;
using CmpPromoter.Specs.Torture;

namespace CmpPromoter.Specs.Fleet;

/// <summary>All applications of a fleet rendered at once, cold and again.</summary>
internal static class FleetRenders
{
    private const double MiB = 1 << 20;

    public static async Task SeeAsync(FleetSize size, ITestOutputHelper output)
    {
        await using var fleet = await FleetWorld.StartAsync(size);
        var accounts = fleet.World.Accounts;
        var failures = new List<string>();

        var cold = await fleet.RenderAllAsync(failure => failures.Add(failure.Error));
        var ledger = new FleetLedger(accounts.Log.Entries);
        accounts.Log.Clear();
        var again = await fleet.RenderAllAsync(failure => failures.Add(failure.Error));
        var vitals = ProcessVitals.Of(fleet.World.Daemon!.ProcessId); // Started.
        var bound = TimeSpan.FromSeconds(((double)size.Images / EcrQuotas.Published.PutImage) - 1);
        Figures.Write(output, string.Create(CultureInfo.InvariantCulture, $"""
            fleet: {size.Applications} applications x {size.ImagesOfApplication} images on {size.BaseLayers} base layers, {size.RendersAtATime} renders at a time: {cold.TotalSeconds:0.0} s cold (quota's bound {bound.TotalSeconds:0.0} s), {again.TotalSeconds:0.0} s again with {accounts.Log.Entries.Count} requests
              {ledger.Requests} requests, throttled {ledger.Throttled} ({100.0 * ledger.Throttled / ledger.Requests:0.00} %); PutImage {ledger.Pushes} for {size.Images} manifests; renders that failed: {failures.Count}
              blobs: {ledger.Moved} moved ({ledger.MovedBytes / MiB:0} MiB), {ledger.Mounted} mounted; moved twice {ledger.MovedTwice.Length}, brought twice to a repository {ledger.BroughtTwice.Length}
              daemon: peak {vitals.PeakResidentBytes / MiB:0} MiB, {vitals.Threads} threads, {vitals.Handles} handles
            """));

        Assert.Empty(failures);
        Assert.Empty(ledger.MovedTwice);
        Assert.Empty(ledger.BroughtTwice);
        Assert.Equal(size.Images, ledger.Pushes);
        Assert.True(ledger.Throttled < 0.01 * ledger.Requests, $"{ledger.Throttled} of {ledger.Requests} requests were throttled");
        Assert.Empty(accounts.Log.Entries);
        Assert.Empty(DestinationState.IncompleteTags(accounts.Development, accounts.Production));
        Assert.True(DestinationState.HasEveryTag(accounts.Development, accounts.Production));
    }
}
