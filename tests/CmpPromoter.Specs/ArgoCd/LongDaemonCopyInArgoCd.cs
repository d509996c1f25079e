using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Specs.ArgoCd;

/// <summary>The same at full size, by Argo CD's own clock. Built with -p:LongSpecs=true only.</summary>
public sealed class LongDaemonCopyInArgoCd(ITestOutputHelper output)
{
    /// <summary>timeout.reconciliation: after so long Argo CD asks again for what failed.</summary>
    private static readonly TimeSpan Reconciliation = TimeSpan.FromSeconds(120);

    [Fact(Timeout = 900_000)]
    public async Task Three_GiB_over_20_MiB_a_second_arrive_within_three_attempts_of_a_minute()
    {
        await using var world = await ArgoCdWorld.StartAsync(
            "{budget: 45s}",
            new LocalEcrOptions { BytesPerSecond = 20 << 20, DiscardUploads = true },
            TimeProvider.System,
            withDaemon: true);
        var began = TimeProvider.System.GetTimestamp();
        var attempts = 0;

        await OutlivingCopy.SeeAsync(
            world,
            new ImageSpec { Layers = 12, LayerBytes = 256 << 20 },
            () => Task.Delay((++attempts * Reconciliation) - TimeProvider.System.GetElapsedTime(began), TimeProvider.System),
            output);
    }
}
