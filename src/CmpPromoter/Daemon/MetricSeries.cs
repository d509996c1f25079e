using System.Diagnostics.Metrics;
using System.Globalization;

namespace CmpPromoter.Daemon;

/// <summary>All that was measured by one instrument: a number for each set of tags, or a histogram. Changed under the lock of its owner.</summary>
internal sealed class MetricSeries(Instrument instrument, ImmutableArray<double> bounds)
{
    private readonly SortedDictionary<string, (ImmutableArray<KeyValuePair<string, string>> Tags, Cell Cell)> cells = new(StringComparer.Ordinal);

    public Instrument Instrument { get; } = instrument;

    private bool IsHistogram => !bounds.IsDefault;

    private bool IsTotal => !IsHistogram && !Instrument.IsObservable;

    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = "";
        var labels = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>(tags.Length);
        foreach (var (name, text) in tags)
        {
            labels.Add(new(name, text?.ToString() ?? ""));
            key += $"{name}={text};";
        }

        if (!cells.TryGetValue(key, out var found))
        {
            found = (labels.ToImmutable(), new Cell(IsHistogram ? bounds.Length + 1 : 0));
            cells.Add(key, found);
        }

        var cell = found.Cell;
        cell.Sum = Instrument.IsObservable ? value : cell.Sum + value;
        cell.Count++;
        if (IsHistogram)
        {
            cell.Buckets[bounds.TakeWhile(bound => value > bound).Count()]++;
        }
    }

    public void Write(PrometheusText text)
    {
        var name = PrometheusText.NameOf(Instrument.Name, Instrument.Unit, IsTotal);
        text.Family(name, IsHistogram ? "histogram" : IsTotal ? "counter" : "gauge", Instrument.Description);
        foreach (var (tags, cell) in cells.Values)
        {
            if (IsHistogram)
            {
                WriteHistogram(text, name, tags, cell);
            }
            else
            {
                text.Sample(name, tags, cell.Sum);
            }
        }
    }

    private void WriteHistogram(
        PrometheusText text, string name, ImmutableArray<KeyValuePair<string, string>> tags, Cell cell)
    {
        var count = 0L;
        for (var bucket = 0; bucket < cell.Buckets.Length; bucket++)
        {
            count += cell.Buckets[bucket];
            var bound = bucket < bounds.Length ? bounds[bucket].ToString(CultureInfo.InvariantCulture) : "+Inf";
            text.Sample(name + "_bucket", tags.Append(new("le", bound)), count);
        }

        text.Sample(name + "_sum", tags, cell.Sum);
        text.Sample(name + "_count", tags, cell.Count);
    }

    private sealed class Cell(int buckets)
    {
        public double Sum { get; set; }

        public long Count { get; set; }

        public long[] Buckets { get; } = new long[buckets];
    }
}
