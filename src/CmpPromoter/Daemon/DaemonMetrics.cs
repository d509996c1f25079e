using System.Diagnostics.Metrics;
using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Daemon;

/// <summary>
/// Listens to what the program counts and prints it for Prometheus, with the daemon's own gauges. Safe for concurrent use.
/// </summary>
internal sealed class DaemonMetrics : IDisposable
{
    private readonly Lock gate = new();
    private readonly List<MetricSeries> series = [];
    private readonly MeterListener listener = new();
    private readonly Meter meter = new(Instruments.MeterName);

    public DaemonMetrics(Generations generations, DaemonState state)
    {
        meter.CreateObservableGauge(
            "cmp_promoter.copies.active", () => generations.Copies, "{image}", "Images being copied");
        meter.CreateObservableGauge(
            "cmp_promoter.copies.active.planned", () => PlannedBytes(Meters(generations)), "By", "Bytes that the copies under way are to send");
        meter.CreateObservableGauge(
            "cmp_promoter.copies.active.moved", () => Meters(generations).Sum(copy => copy.MovedBytes), "By", "Bytes that the copies under way have sent");
        meter.CreateObservableGauge(
            "cmp_promoter.renders.waiting", () => generations.Requests, "{render}", "Renders that wait");
        meter.CreateObservableGauge(
            "cmp_promoter.configuration.stale",
            () => state.Configuration.Refusal is null ? 0 : 1,
            unit: null,
            "1 while the configuration file cannot be used and an earlier one holds");
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == Instruments.MeterName)
            {
                listening.EnableMeasurementEvents(instrument, Add(instrument));
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Measure(value, tags, state));
        listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Measure(value, tags, state));
        listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Measure(value, tags, state));
        listener.Start();
    }

    /// <summary>In Prometheus' text format.</summary>
    public string Read()
    {
        listener.RecordObservableInstruments();
        var text = new PrometheusText();
        lock (gate)
        {
            foreach (var one in series)
            {
                one.Write(text);
            }
        }

        return text.ToString();
    }

    public void Dispose()
    {
        listener.Dispose();
        meter.Dispose();
    }

    private static ImmutableArray<TransferMeter> Meters(Generations generations) =>
        [.. generations.All.SelectMany(generation => generation.Copies.Current).Select(flight => flight.Meter)];

    private static long PlannedBytes(ImmutableArray<TransferMeter> copies) =>
        copies.Sum(copy => copy.PlannedBytes) - CommonBytes.Of(copies, ended: []);

    private MetricSeries Add(Instrument instrument)
    {
        var bounds = instrument is Histogram<double> histogram ? histogram.Advice?.HistogramBucketBoundaries : null;
        var added = new MetricSeries(instrument, bounds is null ? default : [.. bounds]);
        lock (gate)
        {
            series.Add(added);
        }

        return added;
    }

    private void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        lock (gate)
        {
            ((MetricSeries)state!).Measure(value, tags); // What was given when the instrument was enabled.
        }
    }
}
