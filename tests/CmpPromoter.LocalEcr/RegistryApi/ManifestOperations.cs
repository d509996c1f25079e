using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Layers;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.LocalEcr.RegistryApi;

/// <summary>Pulls and pushes manifests.</summary>
internal static class ManifestOperations
{
    public static async Task GetAsync(RegistryCall call)
    {
        var repository = call.Repository("BatchGetImage");
        var manifest = repository.Find(call.Reference);
        // "Requests to pull the archived image will fail with a 404 error":
        // https://docs.aws.amazon.com/AmazonECR/latest/userguide/archive-image.html
        if (manifest is not { Status: ImageStatus.Active })
        {
            throw EcrErrors.ManifestUnknown();
        }

        if (repository.KmsKeyDisabled)
        {
            throw EcrErrors.Kms();
        }

        // By tag ECR may translate, by digest never.
        var served = Digests.IsValid(call.Reference)
            ? manifest
            : ManifestTranslation.ToAccepted(manifest, Accepted(call.Request));
        call.Response.ContentType = served.MediaType;
        call.Response.ContentLength = served.Bytes.Length;
        call.Response.Headers["Docker-Content-Digest"] = served.Digest;
        if (HttpMethods.IsGet(call.Request.Method))
        {
            await call.Response.Body.WriteAsync(served.Bytes, call.Call.Aborted);
        }
    }

    public static async Task PutAsync(RegistryCall call)
    {
        var repository = call.FindForPush()
            ?? throw EcrErrors.RepositoryNotFound(call.Call.Repository ?? "", call.Account.AccountId);
        call.Require(repository, "PutImage");
        var bytes = await ReadAsync(call);
        var mediaType = call.Request.ContentType?.Split(';', 2)[0].Trim();
        var manifest = ManifestParser.Parse(
            bytes, mediaType is "" or "application/json" ? null : mediaType, call.Cloud.Time.GetUtcNow());
        // https://github.com/aws/containers-roadmap/issues/2783
        if (manifest.Subject is not null && call.Account.RefusesReferrers)
        {
            throw EcrErrors.InvalidManifest();
        }

        var isDigest = call.Reference.Contains(':', StringComparison.Ordinal);
        if (isDigest && call.Reference != manifest.Digest)
        {
            throw EcrErrors.DigestDoesNotMatch(call.Reference, repository.Name, call.Account.AccountId);
        }

        // ImageAlreadyExistsException, which the API has for what is there already, is success here.
        call.Account.Put(repository, manifest, isDigest ? null : call.Reference);
        call.Response.StatusCode = StatusCodes.Status201Created;
        call.Response.Headers.Location = $"/v2/{repository.Name}/manifests/{manifest.Digest}";
        call.Response.Headers["Docker-Content-Digest"] = manifest.Digest;
        if (manifest.Subject is not null)
        {
            // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests-with-subject
            call.Response.Headers["OCI-Subject"] = manifest.Subject;
        }
    }

    public static Task DeleteAsync(RegistryCall call)
    {
        var repository = call.Repository("BatchDeleteImage");
        call.Response.StatusCode = repository.Delete(call.Reference)
            ? StatusCodes.Status202Accepted
            : throw EcrErrors.ManifestUnknown();
        return Task.CompletedTask;
    }

    private static async Task<byte[]> ReadAsync(RegistryCall call)
    {
        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await call.Request.Body.ReadAsync(buffer, call.Call.Aborted) is var count and > 0)
        {
            body.Write(buffer, 0, count);
            if (body.Length > ManifestParser.MaxBytes)
            {
                throw EcrErrors.ManifestTooLarge();
            }
        }

        return body.ToArray();
    }

    private static ImmutableArray<string> Accepted(HttpRequest request) =>
        [
            .. request.Headers.Accept.SelectMany(line => (line ?? "").Split(','))
                .Select(type => type.Split(';', 2)[0].Trim()).Where(type => type.Length > 0)];
}
