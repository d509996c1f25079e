using System.Text.Json.Nodes;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Layers;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>An image identifier of the API: a tag, a digest, or both.</summary>
internal sealed record ImageId(string? Digest, string? Tag)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (Digest is not null)
        {
            json["imageDigest"] = Digest;
        }

        if (Tag is not null)
        {
            json["imageTag"] = Tag;
        }

        return json;
    }

    /// <summary>The image, or why there is none, as an ImageFailureCode and its sentence.</summary>
    public (StoredManifest? Manifest, string Code, string Reason) Resolve(EcrRepository repository)
    {
        if (Digest is null && Tag is null)
        {
            return (null, "MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null");
        }

        if (Digest is not null && !Digests.IsValid(Digest))
        {
            return (
                null,
                "InvalidImageDigest",
                "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'");
        }

        var byTag = Tag is null ? null : repository.Find(Tag);
        var manifest = Digest is null ? byTag : repository.Find(Digest);
        if (manifest is null || (Tag is not null && byTag is null))
        {
            return (null, "ImageNotFound", "Requested image not found");
        }

        return Tag is not null && byTag?.Digest != manifest.Digest
            ? (null, "ImageTagDoesNotMatchDigest", "The image tag does not match the image digest")
            : (manifest, "", "");
    }

    public override string ToString() => $"{{imageDigest:'{Digest ?? "null"}', imageTag:'{Tag ?? "null"}'}}";
}
