using System.Globalization;
using System.Text;
using CmpPromoter.Benchmarks.Cases;
using CmpPromoter.Benchmarks.Measuring;
using CmpPromoter.Benchmarks.Setting;

namespace CmpPromoter.Benchmarks.Reporting;

/// <summary>A case as a Markdown table; columns that no row fills are left out.</summary>
internal static class RowTable
{
    private static readonly (string Heading, Func<Row, string> Text)[] Columns =
    [
        ("wall s", row => Number(row.WallSeconds, "0.000")),
        ("CPU s", row => Number(row.CpuSeconds, "0.000")),
        ("CPU s/GiB", row => Number(row.CpuPerGibibyte, "0.00")),
        ("RSS MiB", row => Number(row.ResidentMebibytes, "0.0")),
        ("source requests", row => Number(row.SourceRequests, "0")),
        ("destination requests", row => Number(row.DestinationRequests, "0")),
        ("MB/s", row => Number(row.MegabytesPerSecond, "0")),
        ("allocated B/B", row => Number(row.AllocatedPerByte, "0.00")),
    ];

    public static string Of(CaseReport report)
    {
        var rows = report.Rows;
        var columns = Columns.Where(column => rows.Any(row => column.Text(row).Length > 0)).ToList();
        if (rows.Any(row => Ratios(row, rows).Length > 0))
        {
            columns.Add(("wall and CPU by the best peer's", row => Ratios(row, rows)));
        }

        var text = new StringBuilder($"### {report.Name}\n\n{report.Note}.\n\n");
        text.Append("| what | program |").AppendJoin("", columns.Select(column => $" {column.Heading} |"));
        text.Append("\n|---|---|").AppendJoin("", columns.Select(_ => "---|"));
        foreach (var row in rows)
        {
            text.Append($"\n| {row.What} | {row.Program} |").AppendJoin("", columns.Select(column => $" {column.Text(row)} |"));
        }

        return text.Append('\n').ToString();
    }

    private static string Ratios(Row row, IReadOnlyList<Row> rows)
    {
        var peers = rows.Where(other => other.What == row.What && Peer.IsPeer(other.Program)).ToList();
        return row.Program != CopyCase.Ours || peers.Count == 0
            ? ""
            : $"{Ratio(row, peers, one => one.WallSeconds)}, {Ratio(row, peers, one => one.CpuSeconds)}";
    }

    private static string Ratio(Row row, IReadOnlyList<Row> peers, Func<Row, double?> figure) =>
        Number(figure(row) / peers.Min(figure), "0.00");

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
