using System.Globalization;
using System.Text;
using System.Text.Json;
using CmpPromoter.Benchmarks.Cases;
using CmpPromoter.Benchmarks.Measuring;
using CmpPromoter.Benchmarks.Setting;

namespace CmpPromoter.Benchmarks.Reporting;

/// <summary>What a run has measured, as Markdown for people and as JSON for programs.</summary>
internal sealed class Report(BenchmarkOptions options)
{
    private readonly List<CaseReport> cases = [];
    private readonly DateTimeOffset startedAt = TimeProvider.System.GetUtcNow();

    public string Heading { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, load {Load()} at the start, {options.Rounds} rounds{(options.IsQuick ? ", quick" : "")}, medians. "
        + $"Wall and CPU in seconds, RSS in MiB; the ratio is this program's by the best peer's.");

    public string LastTable => RowTable.Of(cases[^1]);

    public void Add(BenchmarkCase one, IReadOnlyList<Row> rows) => cases.Add(new CaseReport(one.Name, one.Note, rows));

    public async Task WriteAsync()
    {
        if (options.JsonPath is { } path)
        {
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize([.. cases], ReportJson.Default.CaseReportArray) + "\n");
        }

        if (options.IsRecorded)
        {
            var entry = new StringBuilder()
                .Append(CultureInfo.InvariantCulture, $"\n## {startedAt:yyyy-MM-dd}\n\n{Heading} Load {Load()} at the end.\n");
            foreach (var one in cases)
            {
                entry.Append('\n').Append(RowTable.Of(one));
            }

            await File.AppendAllTextAsync(
                Path.Combine(Repository.Root, "tests", "CmpPromoter.Benchmarks", "RESULTS.md"), entry.ToString());
        }
    }

    /// <summary>How many processes want a core, over the last minute: above the number of cores the figures are too high.</summary>
    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
