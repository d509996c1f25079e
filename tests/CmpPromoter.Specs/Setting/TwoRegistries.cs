using System.Security.Cryptography;
using System.Text;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Setting;

/// <summary>Two CNCF distribution registries on loopback, and images in the first that skopeo has put there.</summary>
internal sealed class TwoRegistries : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly OciLayout layout;
    private readonly SkopeoClient skopeo = new();

    private TwoRegistries(DockerRegistryProcess source, DockerRegistryProcess destination)
    {
        Source = source;
        Destination = destination;
        layout = new OciLayout(directory.Path);
    }

    public DockerRegistryProcess Source { get; }

    public DockerRegistryProcess Destination { get; }

    public static async Task<TwoRegistries> StartAsync() =>
        new(await DockerRegistryProcess.StartAsync(), await DockerRegistryProcess.StartAsync());

    /// <summary>Pushes an image of one platform to the source.</summary>
    /// <param name="image">Repository and tag.</param>
    /// <param name="layers">How many; of 2 KiB each.</param>
    /// <param name="format">As skopeo names it: <c>oci</c> or <c>v2s2</c>.</param>
    public Task PushImageAsync(string image, int layers = 2, string format = "oci")
    {
        layout.AddImage(image, [.. Enumerable.Range(0, layers).Select(n => ($"{image}-{n}", 2048L))]);
        return PushAsync(image, format);
    }

    /// <summary>Pushes an image for three platforms to the source.</summary>
    public Task PushIndexAsync(string image, string format = "oci")
    {
        layout.AddIndex(image, "amd64", "arm64", "s390x");
        return PushAsync(image, format);
    }

    /// <summary>Gives an image of the source another tag.</summary>
    public Task TagAsync(string image, string tag) =>
        skopeo.CopyAsync($"docker://{Source.Host}/{image}", $"docker://{Source.Host}/{image.Split(':')[0]}:{tag}");

    /// <summary>The manifest's very bytes.</summary>
    public Task<string> InspectAsync(DockerRegistryProcess registry, string image) =>
        skopeo.InspectRawAsync($"{registry.Host}/{image}");

    public async Task<string> DigestAsync(DockerRegistryProcess registry, string image)
    {
        var manifest = Encoding.UTF8.GetBytes(await InspectAsync(registry, image));
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(manifest));
    }

    public async Task AssertSameAtBothAsync(string image) =>
        Assert.Equal(await InspectAsync(Source, image), await InspectAsync(Destination, image));

    /// <summary>The destination knows nothing of this name.</summary>
    public async Task AssertUntaggedAsync(string image)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => InspectAsync(Destination, image));
        Assert.Matches("manifest unknown|name unknown", refusal.Message);
    }

    /// <param name="images">Repository and tag or digest in the destination.</param>
    public Overlay OverlayNaming(params string[] images) =>
        Overlay.Naming([.. images.Select(image => $"{Destination.Host}/{image}")])
            .ConfigureOci(Destination.Host, Source.Host);

    public static Task<ProcessResult> GenerateAsync(Overlay overlay) =>
        new PromoterProcess().RunAsync("generate", "--config", overlay.ConfigurationPath, overlay.Path);

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Destination.DisposeAsync();
        directory.Dispose();
    }

    private Task PushAsync(string image, string format) =>
        skopeo.CopyAsync(layout.Reference(image), $"docker://{Source.Host}/{image}", "--format", format);
}
