using System.Diagnostics;
using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Fleet;

/// <summary>A daemon that promotes release after release, and what it holds of the machine meanwhile.</summary>
internal static class Soak
{
    private const long MiB = 1 << 20;

    /// <summary>What it remembers of what it copied grows to bounds that no soak reaches; what is compiled while it runs grows as well.</summary>
    private static readonly long Growth = (PromoterProcess.IsPublished ? 16 : 48) * MiB;

    public static async Task SeeAsync(TimeSpan length, ITestOutputHelper output)
    {
        await using var fleet = await FleetWorld.StartAsync(FleetSize.OfTheGate);
        var daemon = fleet.World.Daemon!.ProcessId; // Started.
        var samples = new List<ProcessVitals>();
        var started = Stopwatch.GetTimestamp();
        while (samples.Count < 4 || Stopwatch.GetElapsedTime(started) < length)
        {
            fleet.Release(samples.Count + 2);
            await fleet.RenderAllAsync(failure => Assert.Fail(failure.Error));
            samples.Add(ProcessVitals.Of(daemon));
        }

        var (early, late) = (Most(samples[..(samples.Count / 2)]), Most(samples[(samples.Count / 2)..]));
        Figures.Write(output, FormattableString.Invariant(
            $"soak: {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, {samples.Count} releases, {samples.Count * FleetSize.OfTheGate.Images} images; first half / second half at most: {early.ResidentBytes / MiB} / {late.ResidentBytes / MiB} MiB, {early.Handles} / {late.Handles} handles, {early.Threads} / {late.Threads} threads"));

        Assert.True(late.ResidentBytes <= early.ResidentBytes + Growth, "memory grows");
        Assert.True(late.Handles <= early.Handles + 16, "handles grow");
        Assert.True(late.Threads <= early.Threads + 8, "threads grow");
    }

    private static ProcessVitals Most(List<ProcessVitals> samples) => new()
    {
        ResidentBytes = samples.Max(sample => sample.ResidentBytes),
        PeakResidentBytes = samples.Max(sample => sample.PeakResidentBytes),
        Handles = samples.Max(sample => sample.Handles),
        Threads = samples.Max(sample => sample.Threads),
    };
}
