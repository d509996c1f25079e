using System.Globalization;
using System.Text.RegularExpressions;
using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.MainJob;

/// <summary>A layer of 1 GiB passes through the program without staying in it, in memory or on disk.</summary>
public sealed partial class OneGibibyteLayer
{
    private const long LayerBytes = 1L << 30;
    private const long MaxResidentKibibytes = 100 * 1024;

    // Of 512 bytes: room for a runtime's own socket and its directory entry, and for no part of a layer.
    private const long MaxBlocksWritten = 128;

    [Fact(Timeout = 420_000)]
    public async Task It_is_copied_within_100_MiB_of_memory_and_no_file_is_written()
    {
        await using var source = await DockerRegistryProcess.StartAsync(sizeBytes: 2 * LayerBytes);
        await using var destination = await DockerRegistryProcess.StartAsync(sizeBytes: 2 * LayerBytes);
        await PushAsync(source);
        using var overlay = Overlay.Naming($"{destination.Host}/team/model:1")
            .ConfigureOci(destination.Host, source.Host);
        overlay.Configure(File.ReadAllText(overlay.ConfigurationPath) + "copy: {budget: 5m}");
        using var here = new TemporaryDirectory();
        var temporary = here.Make("tmp");
        var promoter = new PromoterProcess { WorkingDirectory = here.Make("work") }
            .With("TMPDIR", temporary)
            .With("HOME", here.Make("home"))
            .Under(ExternalTool.Time(), "-v");

        var result = await promoter.RunAsync("generate", "--config", overlay.ConfigurationPath, overlay.Path);

        result.AssertSucceeded(await overlay.KustomizeAsync());
        Assert.Equal(await InspectAsync(source), await InspectAsync(destination));
        Assert.Empty(Directory.EnumerateFiles(here.Path, "*", SearchOption.AllDirectories));
        Assert.InRange(Number(BlocksWritten(), result.Error), 0, MaxBlocksWritten);

        // What is built with the tests is compiled while it runs, and the compiler has a memory of its own.
        var limit = PromoterProcess.IsPublished ? MaxResidentKibibytes : long.MaxValue;
        Assert.InRange(Number(ResidentKibibytes(), result.Error), 1, limit);
    }

    private static async Task PushAsync(DockerRegistryProcess source)
    {
        using var directory = TemporaryDirectory.WithRoomFor(4 * LayerBytes);
        var layout = new OciLayout(directory.Path);
        layout.AddImage("team/model:1", ("weights", LayerBytes));
        await new SkopeoClient().CopyAsync(layout.Reference("team/model:1"), $"docker://{source.Host}/team/model:1");
    }

    private static Task<string> InspectAsync(DockerRegistryProcess registry) =>
        new SkopeoClient().InspectRawAsync($"{registry.Host}/team/model:1");

    private static long Number(Regex pattern, string report) =>
        long.Parse(pattern.Match(report).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Maximum resident set size \(kbytes\): (\d+)")]
    private static partial Regex ResidentKibibytes();

    [GeneratedRegex(@"File system outputs: (\d+)")]
    private static partial Regex BlocksWritten();
}
