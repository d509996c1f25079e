using CmpPromoter.LocalEcr.Accounts;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.LocalEcr.RegistryApi;

/// <summary>Asks for blobs; the bytes come from the second origin.</summary>
internal static class BlobOperations
{
    /// <summary>200 without a redirect: https://github.com/argoproj-labs/argocd-image-updater/issues/216.</summary>
    public static Task HeadAsync(RegistryCall call)
    {
        var repository = Find(call, "BatchCheckLayerAvailability");
        call.Response.ContentType = "application/octet-stream";
        call.Response.ContentLength = call.Cloud.Store.Find(call.Reference)?.SizeBytes
            ?? throw EcrErrors.BlobUnknown(call.Reference, repository.Name);
        call.Response.Headers["Docker-Content-Digest"] = call.Reference;
        return Task.CompletedTask;
    }

    public static Task GetAsync(RegistryCall call)
    {
        var repository = Find(call, "GetDownloadUrlForLayer");
        call.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        call.Response.Headers.Location =
            call.Cloud.LayerUrls.Sign(call.Account.AccountId, call.Account.Region, repository.Name, call.Reference)
                .AbsoluteUri;
        return Task.CompletedTask;
    }

    private static EcrRepository Find(RegistryCall call, string action)
    {
        var repository = call.Repository(action);
        if (!repository.HasBlob(call.Reference))
        {
            throw EcrErrors.BlobUnknown(call.Reference, repository.Name);
        }

        return repository.KmsKeyDisabled ? throw EcrErrors.Kms() : repository;
    }
}
