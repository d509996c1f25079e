using CmpPromoter.Benchmarks.Cases;
using CmpPromoter.Testing;

namespace CmpPromoter.Benchmarks.Setting;

/// <summary>Fills a source registry with what a case copies.</summary>
internal static class SourceImages
{
    /// <returns>Repository and tag of each image; each is there under <c>TAG-new</c> as well.</returns>
    public static async Task<string[]> PushAsync(BenchRegistry source, CopyShape shape)
    {
        using var directory = TemporaryDirectory.WithRoomFor(shape.MovedBytes);
        var layout = new OciLayout(Path.Combine(directory.Path, "layout"));
        var skopeo = new SkopeoClient();
        var names = Enumerable.Range(0, shape.Images).Select(n => $"team/app-{n}:1").ToArray();
        foreach (var name in names)
        {
            if (shape.Architectures > 0)
            {
                layout.AddIndex(name, [.. Enumerable.Range(0, shape.Architectures).Select(n => $"arch{n}")]);
            }
            else
            {
                layout.AddImage(name,
                [
                    .. Enumerable.Range(0, shape.SharedLayers).Select(n => ($"base-{n}", shape.LayerBytes)),
                    .. Enumerable.Range(0, shape.Layers).Select(n => ($"{name}-{n}", shape.LayerBytes)),
                ]);
            }

            await skopeo.CopyAsync(layout.Reference(name), $"docker://{source.NearHost}/{name}");
            await skopeo.CopyAsync(layout.Reference(name), $"docker://{source.NearHost}/{name}-new");
        }

        return names;
    }
}
