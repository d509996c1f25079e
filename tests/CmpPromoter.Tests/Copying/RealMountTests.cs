using System.Security.Cryptography;
using System.Text;
using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Oci;
using CmpPromoter.Testing;
using CmpPromoter.Tests.Registry;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Copying;

/// <summary>Against a registry that mounts whatever another of its repositories has.</summary>
public sealed class RealMountTests
{
    private const int Repositories = 4;

    [Fact(Timeout = 120_000)]
    public async Task A_layer_that_four_repositories_share_is_sent_to_one_and_mounted_into_the_others()
    {
        await using var first = await DockerRegistryProcess.StartAsync();
        await using var second = await DockerRegistryProcess.StartAsync();
        using var source = new RegistryClient(first.Endpoint);
        using var destination = new RegistryClient(second.Endpoint);
        var layer = RandomNumberGenerator.GetBytes(5 << 20);
        var requests = await Task.WhenAll(
            Enumerable.Range(0, Repositories).Select(n => OfferAsync(source, second.Host, $"team/app-{n}", layer)));

        using var copier = new ImageCopier(destination.Registry, 4, ArtifactMode.Leave, new FakeTimeProvider());
        var results = await Task.WhenAll(requests.Select(request =>
            copier.CopyAsync(request, new TransferMeter(), TestContext.Current.CancellationToken)));

        Assert.Equal(1 + Repositories, results.Sum(result => result.MovedBlobs));
        Assert.Equal(Repositories - 1, results.Sum(result => result.MountedBlobs));
        var asked = await second.TakeRequestsAsync();
        Assert.Equal(Repositories - 1, asked.Count(line => line.Contains("?mount=", StringComparison.Ordinal)));
        Assert.Equal(1 + Repositories, asked.Count(line => line.StartsWith("PUT ", StringComparison.Ordinal)
            && line.Contains("/blobs/uploads/", StringComparison.Ordinal)));
        foreach (var request in requests)
        {
            var key = ManifestKey.Of(request.Tag!.Value); // Each has one.
            var presence = await destination.Registry.FindManifestsAsync(
                request.DestinationRepository, [key], TestContext.Current.CancellationToken);
            Assert.Equal(request.Manifest.Digest, presence.Digests.Single());
        }
    }

    /// <summary>An image of the layer and a config of its own.</summary>
    private static async Task<CopyRequest> OfferAsync(
        RegistryClient source, string destination, string repository, byte[] layer)
    {
        var name = RepositoryName.Parse(repository);
        var config = Encoding.UTF8.GetBytes($$"""{"of":"{{repository}}"}""");
        foreach (var content in new[] { layer, config })
        {
            await source.Registry.UploadBlobAsync(
                name, RegistryClient.Describe(content), new MemorySource(content), new Ledger(), CancellationToken.None);
        }

        var manifest = Manifest.Parse(
            Encoding.UTF8.GetBytes($$"""
                {"schemaVersion":2,"mediaType":"{{MediaType.OciManifest}}",
                "config":{"mediaType":"a/b","digest":"{{Digest.Of(config)}}","size":{{config.Length}}},
                "layers":[{"mediaType":"a/b","digest":"{{Digest.Of(layer)}}","size":{{layer.Length}}}]}
                """),
            contentType: null);
        await source.Registry.PutManifestAsync(name, manifest, Tag.Parse("1"), CancellationToken.None);
        return new CopyRequest
        {
            Reference = ImageReference.Parse($"{destination}/{repository}:1"),
            Source = source.Registry,
            SourceRepository = name,
            DestinationRepository = name,
            Manifest = manifest,
            Tag = Tag.Parse("1"),
        };
    }
}
