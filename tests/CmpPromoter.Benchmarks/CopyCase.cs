using CmpPromoter.Testing;

namespace CmpPromoter.Benchmarks;

/// <summary>One image from registry to registry, cold and then with nothing to do, by this program and by skopeo in turn.</summary>
internal static class CopyCase
{
    public static async Task RunAsync(string name, int layers, long layerBytes, int rounds, Action<string, Measurement> print)
    {
        await using var source = await DockerRegistryProcess.StartAsync(sizeBytes: layers * layerBytes);
        using var directory = TemporaryDirectory.WithRoomFor(layers * layerBytes);
        var layout = new OciLayout(Path.Combine(directory.Path, "layout"));
        layout.AddImage("image", [.. Enumerable.Range(0, layers).Select(n => ($"layer-{n}", layerBytes))]);
        var skopeo = new SkopeoClient();
        await skopeo.CopyAsync(layout.Reference("image"), $"docker://{source.Host}/team/api:1");

        var (ours, theirs, oursAgain, theirsAgain) = (new List<Measurement>(), new List<Measurement>(), new List<Measurement>(), new List<Measurement>());
        for (var round = 0; round < rounds; round++)
        {
            await using var destination = await DockerRegistryProcess.StartAsync(sizeBytes: layers * layerBytes);
            using var overlay = Overlay.Naming($"{destination.Host}/team/api:1").ConfigureOci(destination.Host, source.Host);
            string[] generate = ["generate", "--config", overlay.ConfigurationPath, overlay.Path];
            ours.Add(await Measurement.RunAsync(PromoterProcess.Binary, generate));
            oursAgain.Add(await Measurement.RunAsync(PromoterProcess.Binary, generate));

            await using var peer = await DockerRegistryProcess.StartAsync(sizeBytes: layers * layerBytes);
            string[] copy =
            [
                "--insecure-policy", "copy", "-q", "--all", "--preserve-digests", "--src-tls-verify=false", "--dest-tls-verify=false",
                $"docker://{source.Host}/team/api:1", $"docker://{peer.Host}/team/api:1",
            ];
            theirs.Add(await Measurement.RunAsync(ExternalTool.Skopeo(), copy));
            theirsAgain.Add(await Measurement.RunAsync(ExternalTool.Skopeo(), copy));
        }

        print($"{name}: generate, cold", Measurement.Median(ours));
        print($"{name}: skopeo, cold", Measurement.Median(theirs));
        print($"{name}: generate, again", Measurement.Median(oursAgain));
        print($"{name}: skopeo, again", Measurement.Median(theirsAgain));
    }
}
