using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Specs.ArgoCd;

/// <summary>An image that takes longer than a render may, with the daemon of the patch: it is copied while nobody waits for it.</summary>
public sealed class DaemonInArgoCd(ITestOutputHelper output)
{
    private const int MiB = 1 << 20;

    [Fact(Timeout = 120_000)]
    public async Task A_copy_that_outlasts_its_render_goes_on_and_a_later_render_finds_it_done()
    {
        await using var world = await ArgoCdWorld.StartAsync(
            "{budget: 12s}", new LocalEcrOptions { BytesPerSecond = MiB / 5 }, withDaemon: true);

        await OutlivingCopy.SeeAsync(
            world, new ImageSpec { Layers = 4, LayerBytes = MiB }, () => world.Daemon!.SaysAsync("promoted "), output); // Started.
    }
}
