using CmpPromoter.Benchmarks.Measuring;

namespace CmpPromoter.Benchmarks.Cases;

/// <summary>The same thing for 1, 2, 4 and 8 times as much of it, by this program alone.</summary>
internal static class GrowthCase
{
    private static readonly int[] Factors = [1, 2, 4, 8];

    public static BenchmarkCase Images() => Create(
        "growth-images",
        "images of 2 layers of their own; bounded by the registries, which answer one request a millisecond or two",
        factor => new CopyShape { Images = 5 * factor });

    public static BenchmarkCase Layers() => Create(
        "growth-layers",
        "layers of 64 KiB in one image; bounded by the registries, as above",
        factor => new CopyShape { Layers = 15 * factor });

    /// <summary>An application is one image on a base that all have, as ten teams would have it.</summary>
    public static BenchmarkCase Applications() => Create(
        "growth-applications",
        "applications of one image on one base of 3 layers of 1 MiB; the base moves once and is mounted, so bytes grow slower than applications",
        factor => new CopyShape { Images = 2 * factor, Layers = 1, SharedLayers = 3, LayerBytes = 1 << 20 });

    private static BenchmarkCase Create(string name, string note, Func<int, CopyShape> shape) => new(name, note, async options =>
    {
        var rows = new List<Row>();
        foreach (var factor in Factors)
        {
            rows.AddRange(await CopyCase.RunAsync(options, shape(factor), $"{factor}× ", withPeers: false));
        }

        return rows;
    });
}
