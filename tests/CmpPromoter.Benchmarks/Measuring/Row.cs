namespace CmpPromoter.Benchmarks.Measuring;

/// <summary>What one program took for one thing: medians, absent where a figure says nothing.</summary>
internal sealed record Row
{
    public required string What { get; init; }

    public required string Program { get; init; }

    public double? WallSeconds { get; init; }

    public double? CpuSeconds { get; init; }

    public double? ResidentMebibytes { get; init; }

    /// <summary>Of layers moved; for client CPU a GiB.</summary>
    public long MovedBytes { get; init; }

    public int? SourceRequests { get; init; }

    public int? DestinationRequests { get; init; }

    public double? MegabytesPerSecond { get; init; }

    public double? AllocatedPerByte { get; init; }

    public double? CpuPerGibibyte => MovedBytes >= 1 << 26 ? CpuSeconds / MovedBytes * (1L << 30) : null;

    public static Row Of(string what, string program, IReadOnlyCollection<Measurement> runs, long movedBytes = 0, bool countsRequests = false)
    {
        var median = Measurement.Median(runs);
        return new Row
        {
            What = what,
            Program = program,
            WallSeconds = median.WallSeconds,
            CpuSeconds = median.CpuSeconds,
            ResidentMebibytes = median.ResidentMebibytes,
            MovedBytes = movedBytes,
            SourceRequests = countsRequests ? median.SourceRequests : null,
            DestinationRequests = countsRequests ? median.DestinationRequests : null,
        };
    }
}
