using CmpPromoter.Benchmarks.Measuring;

namespace CmpPromoter.Benchmarks.Cases;

/// <summary>One thing that is measured.</summary>
/// <param name="Name">For <c>--case</c>.</param>
/// <param name="Note">What it is, and what bounds it.</param>
/// <param name="RunAsync">Starts what it needs, measures, and ends it.</param>
internal sealed record BenchmarkCase(string Name, string Note, Func<BenchmarkOptions, Task<IReadOnlyList<Row>>> RunAsync);
