using System.Text;
using System.Text.Json;
using CmpPromoter.Copying;
using CmpPromoter.DaemonApi;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Daemon;

/// <summary>
/// Keeps account of every copy that ended: one JSON line on stdout for the audit, the last hundred for whoever asks, and the
/// metrics. Safe for concurrent use.
/// </summary>
/// <param name="audit">Gets the lines.</param>
/// <param name="time">The clock of their times.</param>
internal sealed class CopyRecords(Stream audit, TimeProvider time)
{
    private const int Kept = 100;

    private readonly Lock gate = new();
    private readonly Queue<PromotionRecord> last = [];

    /// <summary>The last hundred, the newest first.</summary>
    public ImmutableArray<PromotionRecord> Last
    {
        get
        {
            lock (gate)
            {
                return [.. last.Reverse()];
            }
        }
    }

    public void Add(EndedCopy copy)
    {
        var record = RecordOf(copy);
        Count(copy, record.Result);
        var line = Encoding.UTF8.GetBytes(
            ReadableJson.Line(JsonSerializer.SerializeToUtf8Bytes(record, WireJson.Default.PromotionRecord)) + "\n");
        lock (gate)
        {
            last.Enqueue(record);
            if (last.Count > Kept)
            {
                last.Dequeue();
            }

            try
            {
                audit.Write(line);
                audit.Flush();
            }
            catch (IOException)
            {
                // Nobody reads stdout any more; a copy that arrived is no less there.
            }
        }
    }

    private PromotionRecord RecordOf(EndedCopy copy) => new()
    {
        Time = time.GetUtcNow(),
        Application = copy.Request.Caller.Application,
        Project = copy.Request.Caller.Project,
        Revision = copy.Request.Caller.Revision,
        Source = $"{copy.Request.Source.Host}/{copy.Request.SourceRepository}",
        Destination = copy.Request.Reference.ToString(),
        Digest = copy.Request.Manifest.Digest.ToString(),
        Result = copy.Result is not null ? "promoted" : copy.Failure is not null ? "failed" : "abandoned",
        Reason = copy.Failure?.Message,
        Bytes = copy.MovedBytes,
        DurationSeconds = Math.Round(copy.Duration.TotalSeconds, 3),
        MovedBlobs = copy.Result?.MovedBlobs ?? 0,
        MountedBlobs = copy.Result?.MountedBlobs ?? 0,
        ReusedBlobs = copy.Result?.ReusedBlobs ?? 0,
    };

    private static void Count(EndedCopy copy, string result)
    {
        Instruments.Copies.Add(1, Instruments.Result(result));
        Instruments.CopyDuration.Record(copy.Duration.TotalSeconds, Instruments.Result(result));
        Instruments.CopiedBytes.Add(copy.MovedBytes);
        if (copy.Result is { } arrived)
        {
            Instruments.Blobs.Add(arrived.MovedBlobs, Instruments.Result("moved"));
            Instruments.Blobs.Add(arrived.MountedBlobs, Instruments.Result("mounted"));
            Instruments.Blobs.Add(arrived.ReusedBlobs, Instruments.Result("reused"));
        }
    }
}
