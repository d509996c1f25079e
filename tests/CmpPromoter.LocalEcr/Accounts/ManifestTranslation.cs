using System.Text.Json.Nodes;
using CmpPromoter.LocalEcr.Layers;
using CmpPromoter.LocalEcr.Wire;

namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>
/// ECR's translation between OCI and Docker schema 2 when a tag is asked for in the other form; the digest changes with
/// it.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-manifest-formats.html</remarks>
internal static class ManifestTranslation
{
    /// <returns>The manifest itself when it is accepted, or cannot be translated.</returns>
    public static StoredManifest ToAccepted(StoredManifest manifest, ImmutableArray<string> accepted)
    {
        if (accepted.IsEmpty || accepted.Contains("*/*") || accepted.Contains(manifest.MediaType))
        {
            return manifest;
        }

        return manifest.MediaType switch
        {
            MediaTypes.OciManifest when accepted.Contains(MediaTypes.DockerManifest) && IsImage(manifest) =>
                Translate(manifest, MediaTypes.DockerManifest, MediaTypes.DockerConfig, MediaTypes.DockerLayer),
            MediaTypes.DockerManifest when accepted.Contains(MediaTypes.OciManifest) =>
                Translate(manifest, MediaTypes.OciManifest, MediaTypes.OciConfig, MediaTypes.OciLayer),
            _ => manifest,
        };
    }

    // An artifact's config has another type, and there is nothing to translate it to.
    private static bool IsImage(StoredManifest manifest) => manifest.Blobs is [{ MediaType: MediaTypes.OciConfig }, ..];

    private static StoredManifest Translate(
        StoredManifest manifest, string mediaType, string configType, string layerType)
    {
        var json = JsonNode.Parse(manifest.Bytes.Span)!.AsObject(); // It was parsed when it was pushed.
        json["mediaType"] = mediaType;
        json["config"]!["mediaType"] = configType; // IsImage has seen it; a Docker manifest has always one.
        foreach (var layer in json["layers"]?.AsArray() ?? [])
        {
            layer!["mediaType"] = layerType; // A parsed manifest's layers are objects.
        }

        var bytes = JsonBytes.Of(json);
        return manifest with { Bytes = bytes, MediaType = mediaType, Digest = Digests.Of(bytes) };
    }
}
