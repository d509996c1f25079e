using System.Globalization;
using System.Text;
using CmpPromoter.Oci;

namespace CmpPromoter.Tests.Fakes;

/// <summary>Builds small images and puts them into a <see cref="MemoryRegistry"/>.</summary>
internal static class TestImages
{
    /// <summary>An OCI image whose layers hold the given texts; equal texts are the same layer.</summary>
    public static Manifest AddImage(this MemoryRegistry registry, string repository, string? tag, params string[] layers)
    {
        var config = AddBlob(registry, repository, $"{{\"layers\":\"{string.Join(',', layers)}\"}}");
        var parts = layers.Select(layer => AddBlob(registry, repository, layer));
        var manifest = Parse($$"""
            {"schemaVersion":2,"mediaType":"{{MediaType.OciManifest}}","config":{{config}},"layers":[{{string.Join(',', parts)}}]}
            """);
        registry.AddManifest(repository, manifest, tag);
        return manifest;
    }

    /// <summary>A manifest with one blob about another manifest; by the subject field, or by a cosign tag alone.</summary>
    public static Manifest AddArtifact(this MemoryRegistry registry, string repository, Manifest subject, string content, string? tag = null)
    {
        var blob = AddBlob(registry, repository, content);
        var field = tag is null
            ? string.Create(
                CultureInfo.InvariantCulture,
                $$""","subject":{"mediaType":"{{subject.MediaType}}","digest":"{{subject.Digest}}","size":{{subject.Bytes.Length}}}""")
            : "";
        var manifest = Parse($$"""
            {"schemaVersion":2,"mediaType":"{{MediaType.OciManifest}}","artifactType":"application/vnd.example","config":{{blob}},"layers":[]{{field}}}
            """);
        registry.AddManifest(repository, manifest, tag);
        return manifest;
    }

    /// <summary>An index over manifests that may or may not be in the registry.</summary>
    public static Manifest AddIndex(this MemoryRegistry registry, string repository, string? tag, params Manifest[] children)
    {
        var index = Index(children);
        registry.AddManifest(repository, index, tag);
        return index;
    }

    public static Manifest Index(params Manifest[] children)
    {
        var entries = children.Select(child => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"mediaType":"{{child.MediaType}}","digest":"{{child.Digest}}","size":{{child.Bytes.Length}}}"""));
        return Parse($$"""{"schemaVersion":2,"mediaType":"{{MediaType.OciIndex}}","manifests":[{{string.Join(',', entries)}}]}""");
    }

    private static string AddBlob(MemoryRegistry registry, string repository, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var digest = registry.AddBlob(repository, bytes);
        return $$"""{"mediaType":"application/octet-stream","digest":"{{digest}}","size":{{bytes.Length}}}""";
    }

    private static Manifest Parse(string json) => Manifest.Parse(Encoding.UTF8.GetBytes(json), null);
}
