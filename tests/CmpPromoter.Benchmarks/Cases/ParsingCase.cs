using System.Diagnostics;
using CmpPromoter.Benchmarks.Measuring;
using CmpPromoter.Oci;

namespace CmpPromoter.Benchmarks.Cases;

/// <summary>How fast image references are parsed, in this process.</summary>
internal static class ParsingCase
{
    private const int References = 200_000;

    public static BenchmarkCase Create() => new("references", $"{References} references parsed", RunAsync);

    private static Task<IReadOnlyList<Row>> RunAsync(BenchmarkOptions options)
    {
        string[] texts = [.. Enumerable.Range(0, References).Select(n => $"222222222222.dkr.ecr.us-east-1.amazonaws.com/team/app-{n % 100}:1.{n}")];
        var bytes = texts.Sum(text => (long)text.Length);
        foreach (var text in texts)
        {
            ImageReference.Parse(text);
        }

        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var started = Stopwatch.GetTimestamp();
        foreach (var text in texts)
        {
            ImageReference.Parse(text);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return Task.FromResult<IReadOnlyList<Row>>(
        [
            new Row
            {
                What = "parse",
                Program = CopyCase.Ours,
                WallSeconds = seconds,
                MegabytesPerSecond = bytes / 1e6 / seconds,
                AllocatedPerByte = (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / bytes,
            },
        ]);
    }
}
