using System.Globalization;
using System.Text;
using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Oci;
using CmpPromoter.Testing;
using CmpPromoter.Tests.Registry;

namespace CmpPromoter.Tests.Copying;

/// <summary>Against a registry that lists no referrers itself, which leaves the fallback tag to its clients.</summary>
public sealed class RealArtifactsTests
{
    private static readonly RepositoryName Repository = RegistryClient.Repository;

    private static CancellationToken TestToken => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Referrers_join_those_that_the_destination_has_already()
    {
        await using var first = await DockerRegistryProcess.StartAsync();
        await using var second = await DockerRegistryProcess.StartAsync();
        using var source = new RegistryClient(first.Endpoint);
        using var destination = new RegistryClient(second.Endpoint);
        var image = await PushAsync(source, "image", subject: null);
        var sbom = await PushAsync(source, "sbom", image);
        var signature = await PushAsync(source, "signature", image);
        var own = await PushAsync(destination, "own signature", image);

        using var copier = new ImageCopier(destination.Registry, 4, ArtifactMode.Require, TimeProvider.System);
        var result = await copier.CopyAsync(
            new CopyRequest
            {
                Reference = ImageReference.Parse($"{second.Host}/{Repository}:1"),
                Source = source.Registry,
                SourceRepository = Repository,
                DestinationRepository = Repository,
                Manifest = image,
                Tag = Tag.Parse("1"),
            },
            new TransferMeter(),
            TestToken);

        Assert.Empty(result.Warnings);
        var listed = await destination.Registry.FindReferrersAsync(Repository, image.Digest, TestToken);
        Assert.Equal([own.Digest, sbom.Digest, signature.Digest], listed.Select(referrer => referrer.Digest));
        Assert.All(listed, referrer => Assert.Equal("application/vnd.example", referrer.ArtifactType));
    }

    private static async Task<Manifest> PushAsync(RegistryClient client, string content, Manifest? subject)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var blob = RegistryClient.Describe(bytes);
        await client.Registry.UploadBlobAsync(Repository, blob, new MemorySource(bytes), new Ledger(), TestToken);
        var field = subject is null ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $$""","subject":{"mediaType":"{{subject.MediaType}}","digest":"{{subject.Digest}}","size":{{subject.Bytes.Length}}}""");
        var manifest = Manifest.Parse(
            Encoding.UTF8.GetBytes($$"""
                {"schemaVersion":2,"mediaType":"{{MediaType.OciManifest}}","artifactType":"application/vnd.example",
                "config":{"mediaType":"a/b","digest":"{{blob.Digest}}","size":{{bytes.Length}}},"layers":[]{{field}}}
                """),
            contentType: null);
        await client.Registry.PutManifestAsync(Repository, manifest, tag: null, TestToken);
        return manifest;
    }
}
