using System.Globalization;
using System.Text;

namespace CmpPromoter.Daemon;

/// <summary>Writes measurements in Prometheus' text format, names and units turned as OpenTelemetry's specification says.</summary>
/// <remarks>
/// https://prometheus.io/docs/instrumenting/exposition_formats/ and
/// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
/// </remarks>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder text = new();

    /// <summary><c>cmp_promoter.copied</c> of unit <c>By</c> that only grows is <c>cmp_promoter_copied_bytes_total</c>.</summary>
    public static string NameOf(string name, string? unit, bool isTotal)
    {
        // A unit in braces is an annotation, which the name leaves out.
        var suffix = unit switch
        {
            "By" => "_bytes",
            "s" => "_seconds",
            _ => "",
        };
        return name.Replace('.', '_') + suffix + (isTotal ? "_total" : "");
    }

    public void Family(string name, string type, string? help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {EscapeHelp(help ?? "")}\n# TYPE {name} {type}\n");

    /// <param name="name">Of the family, or with its suffix.</param>
    /// <param name="tags">Names and values.</param>
    /// <param name="value">The measurement.</param>
    public void Sample(string name, IEnumerable<KeyValuePair<string, string>> tags, double value)
    {
        var labels = string.Join(',', tags.Select(tag => $"{tag.Key.Replace('.', '_')}=\"{EscapeValue(tag.Value)}\""));
        text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ')
            .Append(double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    public override string ToString() => text.ToString();

    private static string EscapeHelp(string text) => text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string EscapeValue(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
