using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CmpPromoter.Testing;

/// <summary>An OCI image layout on disk, for skopeo to push from. Content follows from names and sizes alone.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/main/image-layout.md</remarks>
public sealed class OciLayout
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string IndexType = "application/vnd.oci.image.index.v1+json";
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar+gzip";
    private const int ChunkBytes = 1 << 20;

    // skopeo compresses what does not begin as gzip does; beyond that nobody looks inside a layer.
    private static readonly byte[] GzipMagic = [0x1f, 0x8b, 0x08];

    private readonly string directory;
    private readonly List<string> entries = [];

    public OciLayout(string directory)
    {
        this.directory = directory;
        Directory.CreateDirectory(BlobDirectory);
        File.WriteAllText(Path.Combine(directory, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
    }

    private string BlobDirectory => Path.Combine(directory, "blobs", "sha256");

    /// <summary>Where skopeo finds the image of a name.</summary>
    public string Reference(string name) => $"oci:{directory}:{name}";

    /// <summary>An image of one platform; layers of the same name and size are the same layer in every image.</summary>
    /// <returns>The manifest's digest.</returns>
    public string AddImage(string name, params (string Name, long SizeBytes)[] layers)
    {
        var (entry, digest) = WriteImage(name, "amd64", layers);
        AddEntry(entry, name);
        return digest;
    }

    /// <summary>An image for each architecture, under one index; a layer named <c>shared</c> is in all of them.</summary>
    /// <returns>The index's digest.</returns>
    public string AddIndex(string name, params string[] architectures)
    {
        var children = architectures.Select(architecture =>
            WriteImage(name + architecture, architecture, ("shared", 4096), (architecture, 1024)).Entry);
        var index = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"{{IndexType}}","manifests":[{{string.Join(',', children)}}]}""");
        var digest = WriteBlob(index);
        AddEntry(Descriptor(IndexType, digest, index.Length), name);
        return digest;
    }

    private (string Entry, string Digest) WriteImage(
        string name, string architecture, params (string Name, long SizeBytes)[] layers)
    {
        var contents = string.Join(',', layers.Select((_, n) => $"\"sha256:{n:x64}\""));
        var config = Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"{{{architecture}}}","os":"linux","config":{"Labels":{"name":"{{{name}}}"}},"""
            + $$$"""  "rootfs":{"type":"layers","diff_ids":[{{{contents}}}]}}""");
        var parts = layers.Select(layer => Descriptor(LayerType, WriteLayer(layer.Name, layer.SizeBytes), layer.SizeBytes));
        var configPart = Descriptor("application/vnd.oci.image.config.v1+json", WriteBlob(config), config.Length);
        var manifest = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"{{ManifestType}}","config":{{configPart}},"layers":[{{string.Join(',', parts)}}]}""");
        var digest = WriteBlob(manifest);
        var platform = $$$""","platform":{"architecture":"{{{architecture}}}","os":"linux"}}""";
        return (Descriptor(ManifestType, digest, manifest.Length)[..^1] + platform, digest);
    }

    private string WriteLayer(string name, long sizeBytes)
    {
        var temporary = Path.Combine(BlobDirectory, "incoming-" + Guid.NewGuid().ToString("n"));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var file = File.Create(temporary))
        {
            var random = new Random(name.Aggregate((int)sizeBytes, (seed, character) => (seed * 31) + character));
            var chunk = new byte[ChunkBytes];
            for (var written = 0L; written < sizeBytes;)
            {
                random.NextBytes(chunk);
                if (written == 0)
                {
                    GzipMagic.CopyTo(chunk, 0);
                }

                var part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, sizeBytes - written));
                file.Write(part);
                hash.AppendData(part);
                written += part.Length;
            }
        }

        var hex = Convert.ToHexStringLower(hash.GetHashAndReset());
        File.Move(temporary, Path.Combine(BlobDirectory, hex), overwrite: true);
        return "sha256:" + hex;
    }

    private string WriteBlob(byte[] content)
    {
        var hex = Convert.ToHexStringLower(SHA256.HashData(content));
        File.WriteAllBytes(Path.Combine(BlobDirectory, hex), content);
        return "sha256:" + hex;
    }

    private void AddEntry(string descriptor, string name)
    {
        entries.Add(descriptor[..^1] + $$$""","annotations":{"org.opencontainers.image.ref.name":"{{{name}}}"}}""");
        File.WriteAllText(
            Path.Combine(directory, "index.json"), $$"""{"schemaVersion":2,"manifests":[{{string.Join(',', entries)}}]}""");
    }

    private static string Descriptor(string mediaType, string digest, long sizeBytes) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"mediaType":"{{mediaType}}","digest":"{{digest}}","size":{{sizeBytes}}}""");
}
