using System.Text.Json;
using System.Text.Json.Serialization;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;

namespace CmpPromoter.Promotion;

/// <summary>A promotion as JSON, for whoever audits it. Fields are only ever added; <see cref="Version"/> changes when the meaning of one does.</summary>
internal sealed record ReportDocument
{
    /// <summary>1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The program and its release.</summary>
    public required string Program { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Everything that was asked for is at the destination.</summary>
    public required bool Complete { get; init; }

    /// <summary>Of the process.</summary>
    public required int ExitCode { get; init; }

    /// <summary>What the process said about its failure.</summary>
    public string? Error { get; init; }

    public required ReportCaller AskedBy { get; init; }

    /// <summary>The directories, as they were named.</summary>
    public required ImmutableArray<string> Overlays { get; init; }

    public required ReportTotals Totals { get; init; }

    /// <summary>In the order in which the overlays first name them; empty when nothing could be decided.</summary>
    public required ImmutableArray<ReportImage> Images { get; init; }

    public string ToJson() => ReadableJson.Indent(JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.ReportDocument));
}

/// <summary>For whom, as the command line or Argo CD says it; what nobody says is empty.</summary>
internal sealed record ReportCaller(string Application, string Project, string Revision)
{
    public static ReportCaller Of(Caller caller) => new(caller.Application, caller.Project, caller.Revision);
}

/// <summary>Sums over all images.</summary>
internal sealed record ReportTotals
{
    public required int Images { get; init; }

    public required int Present { get; init; }

    public required int Promoted { get; init; }

    /// <summary>Refused, failed, or not finished.</summary>
    public required int NotPromoted { get; init; }

    public required int Foreign { get; init; }

    public required long MovedBytes { get; init; }

    public required long ReusedBytes { get; init; }

    public static ReportTotals Of(ImmutableArray<ReportImage> images) => new()
    {
        Images = images.Length,
        Present = images.Count(image => image.Outcome == "present"),
        Promoted = images.Count(image => image.Outcome == "promoted"),
        NotPromoted = images.Count(image => image.Outcome is "refused" or "failed" or "unfinished"),
        Foreign = images.Count(image => image.Outcome == "foreign"),
        MovedBytes = images.Sum(image => image.MovedBytes ?? 0),
        ReusedBytes = images.Sum(image => image.ReusedBytes ?? 0),
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJson : JsonSerializerContext;
