using System.Text.Json.Nodes;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Layers;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>Operations that list what a repository holds.</summary>
internal static class ImageListOperations
{
    /// <summary>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListImageReferrers.html</summary>
    private const int MaxReferrers = 50;

    public static JsonObject Describe(ApiCall call)
    {
        var repository = call.Repository();
        var ids = call.Arguments.ImageIds("imageIds");
        if (!ids.IsEmpty)
        {
            // One unknown image fails the whole call: API reference, ImageNotFoundException.
            var found = ids.Select(id => id.Resolve(repository).Manifest
                ?? throw EcrErrors.ImageNotFound(id.ToString(), repository.Name, call.Account.AccountId));
            return Page(
                call,
                "imageDetails",
                [
                    .. found.DistinctBy(manifest => manifest.Digest)
                        .Select(manifest => Detail(call, repository, manifest))]);
        }

        var tags = repository.Tags;
        return Page(
            call,
            "imageDetails",
            [.. Filter(call, repository).Where(manifest => IsWanted(call, tags.Values.Contains(manifest.Digest)))
            .Select(manifest => Detail(call, repository, manifest))]);
    }

    public static JsonObject List(ApiCall call)
    {
        var repository = call.Repository();
        var tags = repository.Tags;
        var ids = Filter(call, repository).SelectMany(manifest =>
        {
            var names = tags.Where(tag => tag.Value == manifest.Digest).Select(tag => tag.Key).ToArray();
            return names.Length == 0
                ? [new ImageId(manifest.Digest, null)]
                : names.Select(name => new ImageId(manifest.Digest, name));
        });
        return Page(
            call, "imageIds", [.. ids.Where(id => IsWanted(call, id.Tag is not null)).Select(id => id.ToJson())]);
    }

    public static JsonObject ListReferrers(ApiCall call)
    {
        // Needs no right of its own:
        // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListImageReferrers.html
        var repository = (call with { Operation = "BatchGetImage" }).Repository();
        var subject = call.Arguments.Text("subjectId", "imageDigest");
        if (!Digests.IsValid(subject))
        {
            throw EcrErrors.InvalidParameter("subjectId", "a digest is needed");
        }

        var types = call.Arguments.Texts("filter", "artifactTypes", 5);
        var status = call.Arguments.Text("filter", "artifactStatus") ?? "ACTIVE";
        return Page(call, "referrers", [.. repository.Manifests
            .Where(manifest => manifest.Subject == subject
                && (status == "ANY" || status == Write(manifest.Status))
                && (types.IsEmpty || types.Contains(manifest.ArtifactType ?? "")))
            .Select(manifest => new JsonObject
            {
                ["digest"] = manifest.Digest,
                ["mediaType"] = manifest.MediaType,
                ["artifactType"] = manifest.ArtifactType,
                ["size"] = manifest.Bytes.Length,
                ["annotations"] = new JsonObject(
                    manifest.Annotations.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
                ["artifactStatus"] = Write(manifest.Status),
            })], MaxReferrers, MaxReferrers);
    }

    private static IEnumerable<StoredManifest> Filter(ApiCall call, EcrRepository repository)
    {
        var status = call.Arguments.Text("filter", "imageStatus") ?? "ACTIVE";
        return repository.Manifests.Where(manifest => status == "ANY" || status == Write(manifest.Status));
    }

    private static bool IsWanted(ApiCall call, bool isTagged) => call.Arguments.Text("filter", "tagStatus") switch
    {
        "TAGGED" => isTagged,
        "UNTAGGED" => !isTagged,
        _ => true,
    };

    private static JsonObject Detail(ApiCall call, EcrRepository repository, StoredManifest manifest)
    {
        var detail = new JsonObject
        {
            ["registryId"] = call.Account.AccountId,
            ["repositoryName"] = repository.Name,
            ["imageDigest"] = manifest.Digest,
            // "If the image is a manifest list, this will be the max size of all manifests in the list" (API reference).
            ["imageSizeInBytes"] = manifest.Children.IsEmpty
                ? manifest.Blobs.Sum(blob => blob.SizeBytes)
                : manifest.Children.Max(child => repository.Find(child.Digest)?.Blobs.Sum(blob => blob.SizeBytes) ?? 0),
            ["imagePushedAt"] = Times.Seconds(manifest.PushedAt),
            ["imageManifestMediaType"] = manifest.MediaType,
            ["artifactMediaType"] = manifest.ArtifactType,
            ["imageStatus"] = Write(manifest.Status),
        };
        var names = repository.Tags.Where(tag => tag.Value == manifest.Digest).Select(tag => JsonValue.Create(tag.Key))
            .ToArray();
        if (names.Length > 0)
        {
            detail["imageTags"] = new JsonArray(names);
        }

        if (manifest.Subject is not null)
        {
            detail["subjectManifestDigest"] = manifest.Subject;
        }

        return detail;
    }

    private static JsonObject Page(
        ApiCall call, string member, IReadOnlyList<JsonObject> items, int defaultSize = 100, int maxSize = 1000)
    {
        var (page, nextToken) = call.Arguments.Page(items, defaultSize, maxSize);
        var result = new JsonObject { [member] = new JsonArray([.. page]) };
        if (nextToken is not null)
        {
            result["nextToken"] = nextToken;
        }

        return result;
    }

    public static string Write(ImageStatus status) => status.ToString().ToUpperInvariant();
}
