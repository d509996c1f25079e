using System.Diagnostics.Metrics;

namespace CmpPromoter.Diagnostics;

/// <summary>
/// What the program counts, by OpenTelemetry's names and units. Counting costs nothing until somebody listens, which only the
/// daemon does. Tags come from closed sets: never a reference, a digest or a name.
/// </summary>
/// <remarks>https://opentelemetry.io/docs/specs/semconv/general/metrics/</remarks>
internal static class Instruments
{
    public const string MeterName = "CmpPromoter";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>Tags: operation, status (of HTTP; <c>failed</c> when none came).</summary>
    public static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "cmp_promoter.registry.requests", "{request}", "Requests to registries and to the AWS API, every attempt counted");

    /// <summary>Tag: result (promoted, failed, abandoned).</summary>
    public static readonly Counter<long> Copies = Meter.CreateCounter<long>(
        "cmp_promoter.copies", "{image}", "Images that were copied, by how that ended");

    /// <summary>Tag: result, as of copies.</summary>
    public static readonly Histogram<double> CopyDuration = Meter.CreateHistogram(
        "cmp_promoter.copy.duration",
        "s",
        "How long the copy of one image took",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 1800] });

    public static readonly Counter<long> CopiedBytes = Meter.CreateCounter<long>(
        "cmp_promoter.copied", "By", "Bytes of layers that were sent to the destination");

    /// <summary>Tag: result (moved, mounted, reused).</summary>
    public static readonly Counter<long> Blobs = Meter.CreateCounter<long>(
        "cmp_promoter.blobs", "{blob}", "Layers and configs of copied images, by how they came to the destination");

    /// <summary>Tag: result (hit, miss).</summary>
    public static readonly Counter<long> Presence = Meter.CreateCounter<long>(
        "cmp_promoter.presence.lookups", "{image}", "Images that were looked up, by whether the daemon knew them to be there");

    /// <summary>Tag: result (complete, incomplete, failed, gone).</summary>
    public static readonly Counter<long> Renders = Meter.CreateCounter<long>(
        "cmp_promoter.renders", "{render}", "Renders that asked the daemon, by what they were told");

    /// <summary>Tag: result (loaded, refused).</summary>
    public static readonly Counter<long> Reloads = Meter.CreateCounter<long>(
        "cmp_promoter.configuration.reloads", "{reload}", "Changes of the configuration file, by whether they were taken");

    public static KeyValuePair<string, object?> Result(string result) => new("result", result);

    /// <param name="operation">From a closed set.</param>
    /// <param name="status">Of HTTP; absent when no answer came.</param>
    public static void Requested(string operation, int? status) =>
        Requests.Add(1, new("operation", operation), new("status", status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "failed"));
}
