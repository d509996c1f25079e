using CmpPromoter.Benchmarks.Measuring;

namespace CmpPromoter.Benchmarks.Reporting;

/// <summary>A case and what was measured in it.</summary>
internal sealed record CaseReport(string Name, string Note, IReadOnlyList<Row> Rows);
