using System.Security.Cryptography;
using System.Text;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.Registry;

/// <summary>Against registries and with images that nobody here made.</summary>
public sealed class RealRegistryTests
{
    private const int TimeoutMilliseconds = 120_000;
    private static readonly RepositoryName Repository = RegistryClient.Repository;

    // htpasswd -nbB promoter canary-4711
    private const string PasswordLine = "promoter:$2b$04$hNjY1qIq8S/0X3tfyyBLjel10Ief1OnwWXLQs/EpGjV0wqV2DK4r2";

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task An_image_pushed_by_skopeo_is_copied_with_its_digest_and_skopeo_reads_it_there()
    {
        await using var first = await DockerRegistryProcess.StartAsync();
        await using var second = await DockerRegistryProcess.StartAsync();
        using var directory = new TemporaryDirectory();
        var skopeo = new SkopeoClient();
        await skopeo.CopyAsync($"oci:{ImageLayout(directory)}:v1", $"docker://{first.Host}/team/api:v1");
        using var source = new RegistryClient(first.Endpoint);
        using var destination = new RegistryClient(second.Endpoint);

        var digest = await CopyAsync(source.Registry, destination.Registry, Tag.Parse("v1"));

        var raw = await skopeo.InspectRawAsync($"{second.Host}/team/api:v1");
        Assert.Equal(digest, Digest.Of(Encoding.UTF8.GetBytes(raw)));
        Assert.Equal(await skopeo.InspectRawAsync($"{first.Host}/team/api:v1"), raw);
        await skopeo.CopyAsync($"docker://{second.Host}/team/api:v1", $"dir:{Path.Combine(directory.Path, "pulled")}");
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_blob_of_another_repository_is_mounted_and_one_of_none_is_not()
    {
        await using var server = await DockerRegistryProcess.StartAsync();
        using var client = new RegistryClient(server.Endpoint);
        var content = "a layer"u8.ToArray();
        var descriptor = RegistryClient.Describe(content);
        await client.Registry.UploadBlobAsync(
            Repository, descriptor, new MemorySource(content), new Ledger(), TestToken);
        var other = RepositoryName.Parse("team/other");

        Assert.True(await client.Registry.TryMountBlobAsync(other, descriptor.Digest, Repository, TestToken));
        Assert.False(await client.Registry.TryMountBlobAsync(other, Digest.Of("none"u8), Repository, TestToken));

        Assert.Equal([descriptor.Digest], await client.Registry.FindBlobsAsync(other, [descriptor.Digest, Digest.Of("none"u8)], TestToken));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_refused_mount_leaves_a_session_that_the_upload_uses()
    {
        await using var server = await DockerRegistryProcess.StartAsync();
        using var client = new RegistryClient(server.Endpoint);
        var content = "another layer"u8.ToArray();
        var descriptor = RegistryClient.Describe(content);
        Assert.False(await client.Registry.TryMountBlobAsync(Repository, descriptor.Digest, RepositoryName.Parse("none"), TestToken));

        await client.Registry.UploadBlobAsync(
            Repository, descriptor, new MemorySource(content), new Ledger(), TestToken);

        Assert.Equal(content, await client.ReadBlobAsync(descriptor, TestToken));
        Assert.Equal(1, (await server.TakeRequestsAsync()).Count(line => line.StartsWith("POST ", StringComparison.Ordinal)));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task An_empty_blob_is_uploaded_and_read()
    {
        await using var server = await DockerRegistryProcess.StartAsync();
        using var client = new RegistryClient(server.Endpoint);
        var descriptor = RegistryClient.Describe([]);

        await client.Registry.UploadBlobAsync(Repository, descriptor, new MemorySource([]), new Ledger(), TestToken);

        Assert.Empty(await client.ReadBlobAsync(descriptor, TestToken));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_registry_with_htpasswd_takes_the_right_password_and_refuses_the_wrong_one()
    {
        using var directory = new TemporaryDirectory();
        var htpasswd = directory.Write("htpasswd", PasswordLine);
        await using var server = await DockerRegistryProcess.StartAsync(
            $"auth:\n  htpasswd:\n    realm: test\n    path: {htpasswd}");
        using var known = new RegistryClient(server.Endpoint, new StaticCredentials(Promoter("canary-4711")));
        using var unknown = new RegistryClient(server.Endpoint, new StaticCredentials(Promoter("canary-wrong")));

        await known.Registry.PutManifestAsync(
            Repository, await ImageWithConfigAsync(known.Registry), Tag.Parse("v1"), TestToken);

        var refusal = await Assert.ThrowsAsync<RegistryException>(
            () => unknown.Registry.FindManifestsAsync(Repository, [ManifestKey.Of(Tag.Parse("v1"))], TestToken));
        Assert.Equal(RegistryFault.Unauthorized, refusal.Fault);
        Assert.DoesNotContain("canary", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task What_is_absent_is_absent_and_no_error()
    {
        await using var server = await DockerRegistryProcess.StartAsync();
        using var client = new RegistryClient(server.Endpoint);
        var key = ManifestKey.Of(Tag.Parse("v1"));

        Assert.Equal([null], (await client.Registry.FindManifestsAsync(Repository, [key], TestToken)).Digests);
        Assert.Equal([null], await client.Registry.FetchManifestsAsync(Repository, [key], TestToken));
        Assert.Empty(await client.Registry.FindReferrersAsync(Repository, Digest.Of("none"u8), TestToken));
        var blob = client.Registry.Blob(Repository, RegistryClient.Describe("none"u8));
        var refusal = await Assert.ThrowsAsync<RegistryException>(() => blob.OpenAsync(TestToken));
        Assert.Equal(RegistryFault.NotFound, refusal.Fault);
    }

    private static CancellationToken TestToken => TestContext.Current.CancellationToken;

    private static RegistryCredential Promoter(string password) => new() { UserName = "promoter", Password = password };

    private static async Task<Digest> CopyAsync(OciRegistry source, OciRegistry destination, Tag tag)
    {
        var manifest = (await source.FetchManifestsAsync(Repository, [ManifestKey.Of(tag)], TestToken)).Single();
        Assert.NotNull(manifest);
        foreach (var blob in manifest.Blobs)
        {
            var sent = new Ledger();
            await destination.UploadBlobAsync(Repository, blob, source.Blob(Repository, blob), sent, TestToken);
            Assert.Equal(blob.SizeBytes, sent.Sum);
        }

        await destination.PutManifestAsync(Repository, manifest, tag, TestToken);
        var presence = await destination.FindManifestsAsync(
            Repository, [ManifestKey.Of(tag), ManifestKey.Of(manifest.Digest)], TestToken);
        Assert.Equal([manifest.Digest, manifest.Digest], presence.Digests);
        return manifest.Digest;
    }

    private static async Task<Manifest> ImageWithConfigAsync(OciRegistry registry)
    {
        var image = RegistryClient.Image();
        await registry.UploadBlobAsync(
            Repository, image.Blobs.Single(), new MemorySource("{}"u8.ToArray()), new Ledger(), TestToken);
        return image;
    }

    /// <summary>An OCI layout of one image with a layer of 3 MiB, which no buffer here holds at once.</summary>
    private static string ImageLayout(TemporaryDirectory directory)
    {
        var layout = Path.Combine(directory.Path, "layout");
        var layer = RandomNumberGenerator.GetBytes(3 * 1024 * 1024);
        var config = Encoding.UTF8.GetBytes($$$"""
            {"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["{{{Digest.Of(layer)}}}"]},"config":{}}
            """);
        var manifest = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
            "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Digest.Of(config)}}","size":{{config.Length}}},
            "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{Digest.Of(layer)}}","size":{{layer.Length}}}]}
            """);
        directory.Write("layout/oci-layout", """{"imageLayoutVersion":"1.0.0"}""");
        directory.Write("layout/index.json", $$$"""
            {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{{Digest.Of(manifest)}}}",
            "size":{{{manifest.Length}}},"annotations":{"org.opencontainers.image.ref.name":"v1"}}]}
            """);
        Directory.CreateDirectory(Path.Combine(layout, "blobs", "sha256"));
        foreach (var content in new[] { layer, config, manifest })
        {
            File.WriteAllBytes(Path.Combine(layout, "blobs", "sha256", Digest.Of(content).Hex), content);
        }

        return layout;
    }
}
