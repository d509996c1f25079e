using System.Globalization;
using System.Text.Json.Nodes;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Layers;
using CmpPromoter.LocalEcr.Wire;

namespace CmpPromoter.LocalEcr.RegistryApi;

/// <summary>Lists tags and referrers.</summary>
internal static class ListOperations
{
    /// <summary>ECR refuses larger pages: https://github.com/google/go-containerregistry/issues/1091.</summary>
    private const int MaxPageSize = 1000;

    /// <summary>
    /// ListImageReferrers gives 50 at a time; that the registry's list has pages of the same size is this server's reading.
    /// </summary>
    /// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListImageReferrers.html</remarks>
    private const int ReferrersPageSize = 50;

    public static Task TagsAsync(RegistryCall call)
    {
        var repository = call.Repository("ListImages");
        var size = int.TryParse(call.Request.Query["n"], CultureInfo.InvariantCulture, out var n) ? n : MaxPageSize;
        if (size is < 1 or > MaxPageSize)
        {
            throw EcrErrors.InvalidParameter("maxResults", "Member must have value less than or equal to 1000");
        }

        var last = call.Request.Query["last"].ToString();
        var tags = repository.Tags.Keys.Where(tag => string.CompareOrdinal(tag, last) > 0).ToArray();
        if (tags.Length > size)
        {
            call.Response.Headers.Link =
                $"</v2/{repository.Name}/tags/list?n={size}&last={tags[size - 1]}>; rel=\"next\"";
        }

        return WriteAsync(call, "application/json", new JsonObject
        {
            ["name"] = repository.Name,
            ["tags"] = new JsonArray([.. tags.Take(size).Select(tag => JsonValue.Create(tag))]),
        });
    }

    public static Task ReferrersAsync(RegistryCall call)
    {
        // Needs no right of its own:
        // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ListImageReferrers.html
        var repository = call.Repository("BatchGetImage");
        if (call.Account.RefusesReferrers)
        {
            throw new EcrException(
                "UnsupportedOperationException", 405, "UNSUPPORTED", "The operation is unsupported.");
        }

        if (!Digests.IsValid(call.Reference))
        {
            throw EcrErrors.InvalidParameter("subjectId", "a digest is needed");
        }

        var type = call.Request.Query["artifactType"].ToString();
        if (type.Length > 0)
        {
            call.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        }

        var referrers = repository.Manifests.Where(manifest => manifest.Subject == call.Reference
            && manifest.Status is ImageStatus.Active && (type.Length == 0 || manifest.ArtifactType == type)).ToArray();
        var first = int.TryParse(call.Request.Query["after"], CultureInfo.InvariantCulture, out var n) ? n : 0;
        if (referrers.Length > first + ReferrersPageSize)
        {
            call.Response.Headers.Link =
                $"</v2/{repository.Name}/referrers/{call.Reference}?after={first + ReferrersPageSize}&artifactType={Uri.EscapeDataString(type)}>; rel=\"next\"";
        }

        return WriteAsync(call, MediaTypes.OciIndex, new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciIndex,
            ["manifests"] = new JsonArray([.. referrers.Skip(first).Take(ReferrersPageSize).Select(Descriptor)]),
        });
    }

    private static JsonObject Descriptor(StoredManifest manifest)
    {
        var descriptor = new JsonObject
        {
            ["mediaType"] = manifest.MediaType,
            ["digest"] = manifest.Digest,
            ["size"] = manifest.Bytes.Length,
            ["artifactType"] = manifest.ArtifactType,
        };
        if (!manifest.Annotations.IsEmpty)
        {
            descriptor["annotations"] = new JsonObject(
                manifest.Annotations.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));
        }

        return descriptor;
    }

    private static async Task WriteAsync(RegistryCall call, string contentType, JsonObject body)
    {
        var bytes = JsonBytes.Of(body);
        call.Response.ContentType = contentType;
        call.Response.ContentLength = bytes.Length;
        await call.Response.Body.WriteAsync(bytes, call.Call.Aborted);
    }
}
