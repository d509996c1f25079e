using CmpPromoter.Benchmarks.Measuring;
using CmpPromoter.Testing;

namespace CmpPromoter.Benchmarks.Cases;

/// <summary>From nothing to a line of output: what every command pays.</summary>
internal static class StartCase
{
    /// <summary>One start is shorter than the clock of processor time ticks.</summary>
    private const int Starts = 20;

    public static BenchmarkCase Create() => new(
        "start", $"`version`, {Starts} times in one shell; figures of one; /bin/true is what a process costs here", RunAsync);

    private static async Task<IReadOnlyList<Row>> RunAsync(BenchmarkOptions options)
    {
        var (ours, nothing) = (new List<Measurement>(), new List<Measurement>());
        for (var round = 0; round < options.Rounds; round++)
        {
            ours.Add(await RepeatAsync($"{PromoterProcess.Binary} version >/dev/null"));
            nothing.Add(await RepeatAsync("/bin/true"));
        }

        return [Row.Of("version", CopyCase.Ours, ours), Row.Of("version", "/bin/true", nothing)];
    }

    private static async Task<Measurement> RepeatAsync(string command)
    {
        var run = await Measurement.RunAsync(["/bin/sh", "-c", $"i=0; while [ $i -lt {Starts} ]; do {command}; i=$((i+1)); done"]);
        return run with { WallSeconds = run.WallSeconds / Starts, CpuSeconds = run.CpuSeconds / Starts };
    }
}
