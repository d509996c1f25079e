using System.Diagnostics;
using System.Globalization;
using System.Text;
using CliWrap;

namespace CmpPromoter.Benchmarks.Measuring;

/// <summary>What a command took: wall time by this process's clock, the rest by GNU time.</summary>
internal sealed record Measurement(double WallSeconds, double CpuSeconds, double ResidentMebibytes)
{
    public int SourceRequests { get; init; }

    public int DestinationRequests { get; init; }

    /// <param name="command">The program and its arguments.</param>
    /// <param name="variables">Besides the environment of this process.</param>
    /// <exception cref="InvalidOperationException">The program failed; its time means nothing.</exception>
    public static async Task<Measurement> RunAsync(string[] command, IReadOnlyDictionary<string, string?>? variables = null)
    {
        var report = Path.GetTempFileName();
        try
        {
            var errors = new StringBuilder();
            var started = Stopwatch.GetTimestamp();
            var result = await Cli.Wrap("/usr/bin/time")
                .WithArguments(["-q", "-o", report, "-f", "%U %S %M", .. command])
                .WithEnvironmentVariables(variables ?? new Dictionary<string, string?>())
                .WithStandardOutputPipe(PipeTarget.ToStream(Stream.Null))
                .WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors))
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync();
            var wall = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (result.ExitCode != 0)
            {
                throw new InvalidOperationException($"{string.Join(' ', command)} ended with {result.ExitCode}: {errors}");
            }

            var numbers = (await File.ReadAllTextAsync(report)).Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            return new Measurement(wall, numbers[0] + numbers[1], numbers[2] / 1024);
        }
        finally
        {
            File.Delete(report);
        }
    }

    /// <summary>The median of each figure over several runs.</summary>
    public static Measurement Median(IReadOnlyCollection<Measurement> runs) =>
        new(Middle(runs, run => run.WallSeconds), Middle(runs, run => run.CpuSeconds), Middle(runs, run => run.ResidentMebibytes))
        {
            SourceRequests = (int)Middle(runs, run => run.SourceRequests),
            DestinationRequests = (int)Middle(runs, run => run.DestinationRequests),
        };

    private static double Middle(IReadOnlyCollection<Measurement> runs, Func<Measurement, double> figure)
    {
        var sorted = runs.Select(figure).Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
