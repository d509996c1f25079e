using System.Globalization;
using CliWrap;

namespace CmpPromoter.Benchmarks;

/// <summary>What one process took, by GNU time.</summary>
internal sealed record Measurement(double WallSeconds, double CpuSeconds, double ResidentMebibytes)
{
    /// <exception cref="InvalidOperationException">The program failed; its time means nothing.</exception>
    public static async Task<Measurement> RunAsync(string program, string[] arguments)
    {
        var report = Path.GetTempFileName();
        try
        {
            var result = await Cli.Wrap("/usr/bin/time")
                .WithArguments(["-o", report, "-f", "%e %U %S %M", program, .. arguments])
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync();
            if (result.ExitCode != 0)
            {
                throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {result.ExitCode}");
            }

            var numbers = (await File.ReadAllTextAsync(report)).Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            return new Measurement(numbers[0], numbers[1] + numbers[2], numbers[3] / 1024);
        }
        finally
        {
            File.Delete(report);
        }
    }

    /// <summary>The median of each figure over several runs.</summary>
    public static async Task<Measurement> RepeatAsync(int rounds, Func<Task<Measurement>> run)
    {
        var runs = new List<Measurement>();
        for (var round = 0; round < rounds; round++)
        {
            runs.Add(await run());
        }

        return Median(runs);
    }

    public static Measurement Median(IReadOnlyCollection<Measurement> runs) => new(
        Middle(runs.Select(run => run.WallSeconds)), Middle(runs.Select(run => run.CpuSeconds)), Middle(runs.Select(run => run.ResidentMebibytes)));

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
