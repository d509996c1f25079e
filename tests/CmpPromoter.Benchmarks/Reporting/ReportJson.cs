using System.Text.Json.Serialization;

namespace CmpPromoter.Benchmarks.Reporting;

/// <summary>The report as JSON; absent figures are left out.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CaseReport[]))]
internal sealed partial class ReportJson : JsonSerializerContext;
