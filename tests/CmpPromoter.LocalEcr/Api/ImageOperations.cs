using System.Text;
using System.Text.Json.Nodes;
using CmpPromoter.LocalEcr.Accounts;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>Operations that read, push and delete manifests.</summary>
internal static class ImageOperations
{
    public static JsonObject BatchGet(ApiCall call)
    {
        var repository = call.Repository();
        var accepted = call.Arguments.Texts("acceptedMediaTypes", 100);
        var images = new JsonArray();
        var failures = new JsonArray();
        foreach (var id in call.Arguments.ImageIds("imageIds"))
        {
            var (manifest, code, reason) = id.Resolve(repository);
            if (manifest is not null && repository.KmsKeyDisabled)
            {
                (manifest, code, reason) = (null, "KmsError", EcrErrors.Kms().Message);
            }
            else if (manifest is { Status: not ImageStatus.Active })
            {
                // The API has this failure; that it stands for archived images is this server's reading of
                // "cannot be pulled".
                (manifest, code, reason) = (null, "ImageInaccessible", "The image is archived");
            }

            if (manifest is null)
            {
                failures.Add(
                    new JsonObject { ["imageId"] = id.ToJson(), ["failureCode"] = code, ["failureReason"] = reason });
                continue;
            }

            var served = id.Digest is null ? ManifestTranslation.ToAccepted(manifest, accepted) : manifest;
            images.Add(Image(call, repository, served, id.Tag));
        }

        return new JsonObject { ["images"] = images, ["failures"] = failures };
    }

    public static JsonObject Put(ApiCall call)
    {
        var repository = call.Repository();
        var bytes = Encoding.UTF8.GetBytes(call.Arguments.RequiredText("imageManifest"));
        var manifest = ManifestParser.Parse(
            bytes, call.Arguments.Text("imageManifestMediaType"), call.Cloud.Time.GetUtcNow());
        if (call.Arguments.Text("imageDigest") is { } digest && digest != manifest.Digest)
        {
            throw EcrErrors.DigestDoesNotMatch(digest, repository.Name, call.Account.AccountId);
        }

        var tag = call.Arguments.Text("imageTag");
        return call.Account.Put(repository, manifest, tag)
            ? throw EcrErrors.ImageAlreadyExists(
                manifest.Digest, tag ?? "null", repository.Name, call.Account.AccountId)
            : new JsonObject { ["image"] = Image(call, repository, manifest, tag) };
    }

    public static JsonObject BatchDelete(ApiCall call)
    {
        var repository = call.Repository();
        var deleted = new JsonArray();
        var failures = new JsonArray();
        foreach (var id in call.Arguments.ImageIds("imageIds"))
        {
            var (manifest, code, reason) = id.Resolve(repository);
            if (manifest is not null && id.Tag is null
                && repository.Manifests.Any(
                    parent => parent.Children.Any(child => child.Digest == manifest.Digest)))
            {
                (manifest, code, reason) = (
                    null, "ImageReferencedByManifestList", "Requested image referenced by manifest list");
            }

            if (manifest is null)
            {
                failures.Add(
                    new JsonObject { ["imageId"] = id.ToJson(), ["failureCode"] = code, ["failureReason"] = reason });
                continue;
            }

            repository.Delete(id.Tag ?? manifest.Digest);
            deleted.Add(new ImageId(manifest.Digest, id.Tag).ToJson());
        }

        return new JsonObject { ["imageIds"] = deleted, ["failures"] = failures };
    }

    /// <summary>
    /// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_UpdateImageStorageClass.html
    /// </summary>
    public static JsonObject UpdateStorageClass(ApiCall call)
    {
        var repository = call.Repository();
        var id = call.Arguments.ImageId("imageId");
        var manifest = id.Resolve(repository).Manifest
            ?? throw EcrErrors.ImageNotFound(id.ToString(), repository.Name, call.Account.AccountId);
        var now = call.Cloud.Time.GetUtcNow();
        var status = (call.Arguments.RequiredText("targetStorageClass"), manifest.Status) switch
        {
            ("ARCHIVE", ImageStatus.Active) => repository.SetStatus(manifest.Digest, ImageStatus.Archived),
            ("STANDARD", ImageStatus.Archived) =>
                repository.Restore(manifest.Digest, now + call.Cloud.Options.RestoreTime),
            ("ARCHIVE" or "STANDARD", var other) => throw EcrErrors.StorageClassUpdate(ImageListOperations.Write(other)),
            _ => throw EcrErrors.InvalidParameter(
                "targetStorageClass", "Member must satisfy enum value set: [STANDARD, ARCHIVE]"),
        };
        return new JsonObject
        {
            ["registryId"] = call.Account.AccountId,
            ["repositoryName"] = repository.Name,
            ["imageId"] = new ImageId(manifest.Digest, id.Tag).ToJson(),
            ["imageStatus"] = ImageListOperations.Write(status),
        };
    }

    private static JsonObject Image(ApiCall call, EcrRepository repository, StoredManifest manifest, string? tag) =>
        new()
        {
            ["registryId"] = call.Account.AccountId,
            ["repositoryName"] = repository.Name,
            ["imageId"] = new ImageId(manifest.Digest, tag).ToJson(),
            ["imageManifest"] = Encoding.UTF8.GetString(manifest.Bytes.Span),
            ["imageManifestMediaType"] = manifest.MediaType,
        };
}
