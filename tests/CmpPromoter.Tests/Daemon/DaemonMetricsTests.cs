using CmpPromoter.Daemon;

namespace CmpPromoter.Tests.Daemon;

public sealed class DaemonMetricsTests
{
    [Theory]
    [InlineData("cmp_promoter.copied", "By", true, "cmp_promoter_copied_bytes_total")]
    [InlineData("cmp_promoter.copy.duration", "s", false, "cmp_promoter_copy_duration_seconds")]
    [InlineData("cmp_promoter.copies", "{image}", true, "cmp_promoter_copies_total")]
    [InlineData("cmp_promoter.configuration.stale", null, false, "cmp_promoter_configuration_stale")]
    public void Names_and_units_become_what_Prometheus_calls_them(string name, string? unit, bool isTotal, string expected) =>
        Assert.Equal(expected, PrometheusText.NameOf(name, unit, isTotal));

    [Fact]
    public void Whatever_stands_in_a_tag_or_a_help_text_stays_one_line()
    {
        var text = new PrometheusText();

        text.Family("name", "gauge", "says\nmore\\");
        text.Sample("name", [new("tag", "a\"b\\c\nd")], 0.25);

        Assert.Equal("# HELP name says\\nmore\\\\\n# TYPE name gauge\nname{tag=\"a\\\"b\\\\c\\nd\"} 0.25\n", text.ToString());
    }

    [Fact]
    public void A_histogram_counts_what_is_at_or_below_each_bound()
    {
        using var meter = new System.Diagnostics.Metrics.Meter("test");
        var series = new MetricSeries(meter.CreateHistogram<double>("wait", "s"), [1, 5]);
        foreach (var value in (double[])[0.5, 1, 3, 60])
        {
            series.Measure(value, []);
        }

        var text = new PrometheusText();
        series.Write(text);

        Assert.Equal(
            """
            # HELP wait_seconds 
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le="1"} 2
            wait_seconds_bucket{le="5"} 3
            wait_seconds_bucket{le="+Inf"} 4
            wait_seconds_sum 64.5
            wait_seconds_count 4

            """,
            text.ToString());
    }
}
