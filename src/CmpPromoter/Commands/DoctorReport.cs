using System.Globalization;
using System.Text;
using System.Text.Json;
using CmpPromoter.Diagnostics;
using CmpPromoter.Doctor;

namespace CmpPromoter.Commands;

/// <summary>What <c>doctor</c> found, for a person or a program.</summary>
internal static class DoctorReport
{
    private const int MarkColumns = 4;
    private const int MoreColumns = 6;

    /// <summary>A heading for each subject, a line for each finding, and below it what to do.</summary>
    /// <param name="findings">In the order of their subjects.</param>
    /// <param name="width">Of the terminal, to which lines fold; absent where nobody looks at one.</param>
    /// <param name="hasColor">Marks are colored.</param>
    public static string ToText(ImmutableArray<Finding> findings, int? width, bool hasColor)
    {
        var text = new StringBuilder();
        foreach (var subject in findings.GroupBy(finding => finding.Subject))
        {
            text.Append(CultureInfo.InvariantCulture, $"{subject.Key}\n");
            foreach (var finding in subject)
            {
                var mark = hasColor ? $"\u001b[{Color(finding.State)}m{Mark(finding.State)}\u001b[0m" : Mark(finding.State);
                text.Append(CultureInfo.InvariantCulture, $"  {mark} {Fold(finding.Text, MarkColumns, width)}\n");
                if (finding.Cure is { } cure)
                {
                    text.Append(CultureInfo.InvariantCulture, $"    → {Fold(cure, MoreColumns, width)}\n");
                }
            }
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{Summary(findings)}\n").ToString();
    }

    public static string ToJson(ImmutableArray<Finding> findings) => ReadableJson.Indent(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("schemaVersion", 1);
        writer.WriteNumber("exitCode", ExitCode(findings));
        writer.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            Write(writer, finding);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }) + "\n";

    /// <summary>0 unless something is wrong; else what the first hindrance of a render would be.</summary>
    public static int ExitCode(ImmutableArray<Finding> findings) => findings
        .Where(finding => finding.State is FindingState.Bad)
        .Select(finding => (int)(finding.Failure ?? FailureKind.Remote))
        .DefaultIfEmpty()
        .Min();

    private static void Write(Utf8JsonWriter writer, Finding finding)
    {
        writer.WriteStartObject();
        writer.WriteString("subject", finding.Subject);
        writer.WriteString("state", finding.State switch
        {
            FindingState.Good => "ok",
            FindingState.Note => "note",
            FindingState.Doubtful => "warning",
            _ => "failed",
        });
        writer.WriteString("text", finding.Text);
        if (finding.Action is { } action)
        {
            writer.WriteString("action", action);
        }

        if (finding.Cure is { } cure)
        {
            writer.WriteString("cure", cure);
        }

        writer.WriteEndObject();
    }

    private static string Summary(ImmutableArray<Finding> findings)
    {
        var (bad, doubtful) = (Count(FindingState.Bad), Count(FindingState.Doubtful));
        return (bad, doubtful) switch
        {
            (0, 0) => "Everything that was looked at is well.",
            (0, _) => $"Nothing is wrong; {doubtful} worth a look (!).",
            _ => $"{bad} wrong (✗), {doubtful} worth a look (!).",
        };

        int Count(FindingState state) => findings.Count(finding => finding.State == state);
    }

    private static string Mark(FindingState state) => state switch
    {
        FindingState.Good => "✓",
        FindingState.Note => "-",
        FindingState.Doubtful => "!",
        _ => "✗",
    };

    private static string Color(FindingState state) => state switch
    {
        FindingState.Good => "32",
        FindingState.Note => "2",
        FindingState.Doubtful => "33",
        _ => "31",
    };

    /// <summary>Further lines stand below the first, as far in as the text began or a little more.</summary>
    private static string Fold(string text, int begin, int? width)
    {
        var lines = text.Split('\n').AsEnumerable();
        if (width is { } columns)
        {
            lines = lines.SelectMany(line => TextTable.Fold(line, columns - Math.Max(begin, MoreColumns)));
        }

        return string.Join($"\n{new string(' ', MoreColumns)}", lines);
    }
}
