using System.Diagnostics;
using CmpPromoter.Benchmarks.Cases;
using CmpPromoter.Benchmarks.Reporting;
using CmpPromoter.Benchmarks.Setting;

namespace CmpPromoter.Benchmarks;

/// <summary>
/// Measures the published program side by side with the peers that are installed, and the reading of rendered YAML in this
/// process. Starts whatever it needs.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (!BenchmarkOptions.TryParse(arguments, out var options, out var fault))
        {
            await Console.Error.WriteLineAsync($"benchmarks: {fault}\n{BenchmarkOptions.Usage}");
            return 2;
        }

        var cases = AllCases.Of(options).Where(one => options.IsWanted(one.Name)).ToList();
        if (cases.Count == 0)
        {
            var names = string.Join(", ", AllCases.Of(options).Select(one => one.Name));
            await Console.Error.WriteLineAsync($"benchmarks: no case is named like '{options.CaseGlob}'. The cases are {names}");
            return 2;
        }

        await PublishedBinary.EnsureAsync();
        var report = new Report(options);
        await Console.Out.WriteLineAsync(report.Heading);
        var started = Stopwatch.GetTimestamp();
        foreach (var one in cases)
        {
            if (Stopwatch.GetElapsedTime(started).TotalMinutes > options.Minutes)
            {
                await Console.Error.WriteLineAsync($"benchmarks: {one.Name} is left out, {options.Minutes} minutes are over");
                continue;
            }

            await Console.Error.WriteLineAsync($"benchmarks: {one.Name}");
            report.Add(one, await one.RunAsync(options));
            await Console.Out.WriteLineAsync(report.LastTable);
        }

        await report.WriteAsync();
        return 0;
    }
}
