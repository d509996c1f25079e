using System.Text.Json.Nodes;
using CmpPromoter.LocalEcr.Layers;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>Operations about layers.</summary>
internal static class LayerOperations
{
    public static JsonObject BatchCheck(ApiCall call)
    {
        var repository = call.Repository();
        var layers = new JsonArray();
        var failures = new JsonArray();
        foreach (var digest in call.Arguments.Texts("layerDigests", 100))
        {
            if (!Digests.IsValid(digest))
            {
                failures.Add(
                    new JsonObject
                    {
                        ["layerDigest"] = digest,
                        ["failureCode"] = "InvalidLayerDigest",
                        ["failureReason"] = "Invalid layer digest",
                    });
                continue;
            }

            var layer = new JsonObject { ["layerDigest"] = digest, ["layerAvailability"] = "UNAVAILABLE" };
            if (repository.HasBlob(digest))
            {
                var isArchived = repository.IsReferenced(digest) && !repository.IsReferenced(digest, activeOnly: true);
                layer["layerAvailability"] = isArchived ? "ARCHIVED" : "AVAILABLE";
                layer["layerSize"] = call.Cloud.Store.Find(digest)?.SizeBytes ?? 0;
                layer["mediaType"] = "application/vnd.docker.image.rootfs.diff.tar.gzip";
            }

            layers.Add(layer);
        }

        return new JsonObject { ["layers"] = layers, ["failures"] = failures };
    }

    public static JsonObject GetDownloadUrl(ApiCall call)
    {
        var repository = call.Repository();
        var digest = call.Arguments.RequiredText("layerDigest");
        if (!repository.HasBlob(digest))
        {
            throw EcrErrors.BlobUnknown(digest, repository.Name);
        }

        if (!repository.IsReferenced(digest))
        {
            throw EcrErrors.LayerInaccessible(digest);
        }

        var url = call.Cloud.LayerUrls.Sign(call.Account.AccountId, call.Account.Region, repository.Name, digest);
        return new JsonObject { ["downloadUrl"] = url.AbsoluteUri, ["layerDigest"] = digest };
    }
}
