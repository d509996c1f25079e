namespace CmpPromoter.Benchmarks.Cases;

/// <summary>The cases, in the order in which they run.</summary>
internal static class AllCases
{
    private const long Kibi = 1L << 10;
    private const long Mebi = 1L << 20;

    public static IEnumerable<BenchmarkCase> Of(BenchmarkOptions options)
    {
        // A quick run keeps the shapes and an eighth of the bytes.
        var large = options.IsQuick ? 16 * Mebi : 128 * Mebi;
        var (near, far) = (TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(40));
        var eight = new CopyShape { Layers = 8, LayerBytes = large };
        var sixty = new CopyShape { Layers = 60, LayerBytes = 64 * Kibi };
        return
        [
            StartCase.Create(),
            ParsingCase.Create(),
            ExtractionCase.Create("extraction", "Deployments of one image each, then ConfigMaps; bounded by one core", [1, 10, 50]),
            NoOpCase.Create("no-op-ecr-1", 1, 1),
            NoOpCase.Create("no-op-ecr-50", 50, 1),
            NoOpCase.Create("no-op-ecr-200", 200, 20),
            NoOpCase.Create("no-op-ecr-https-50", 50, 1, isSecure: true),
            NoOpCase.Create("no-op-ecr-daemon-50", 50, 1, isSecure: true, hasDaemon: true),
            CopyCase.Create("no-op-oci-50", new CopyShape { Images = 50, Layers = 1, LayerBytes = Kibi }),
            CopyCase.Create("cold-http-8-layers", eight),
            CopyCase.Create("cold-http-1-layer", new CopyShape { Layers = 1, LayerBytes = 8 * large }),
            CopyCase.Create("cold-http-60-layers", sixty),
            CopyCase.Create("cold-http-index-of-6", new CopyShape { Architectures = 6 }),
            CopyCase.Create("cold-http-10-images", new CopyShape { Images = 10, Layers = 2, SharedLayers = 3, LayerBytes = large / 16 }),
            CopyCase.Create("cold-https-8-layers", eight with { IsSecure = true }),
            CopyCase.Create("cold-https-60-layers", sixty with { IsSecure = true }),
            CopyCase.Create("cold-http-16-streams", new CopyShape { Layers = 16, LayerBytes = large / 2, Streams = 16 }),
            CopyCase.Create("cold-https-16-streams", new CopyShape { Layers = 16, LayerBytes = large / 2, Streams = 16, IsSecure = true }),
            CopyCase.Create("cold-5ms-60-layers", sixty with { RoundTrip = near }),
            CopyCase.Create("cold-40ms-60-layers", sixty with { RoundTrip = far }),
            CopyCase.Create("cold-5ms-8-layers", eight with { RoundTrip = near, LayerBytes = large / 4 }),
            CopyCase.Create("cold-40ms-8-layers", eight with { RoundTrip = far, LayerBytes = large / 4 }),
            GrowthCase.Images(),
            GrowthCase.Layers(),
            GrowthCase.Applications(),
            ExtractionCase.Create("growth-bytes", "rendered bytes; linear, bounded by one core", [5, 10, 20, 40]),
        ];
    }
}
