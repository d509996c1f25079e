using System.Text.Json.Nodes;
using CmpPromoter.LocalEcr.RegistryApi;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>
/// Pushes a layer part by part over the API. The rules for parts are written for these operations; the registry
/// protocol shares them as far as it is known to.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_UploadLayerPart.html</remarks>
internal static class UploadApiOperations
{
    /// <summary>https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html</summary>
    private const long MaxPartBytes = 10 * 1024 * 1024;

    public static Task<JsonObject> InitiateAsync(ApiCall call)
    {
        var repository = call.RepositoryForPush();
        if (repository.KmsKeyDisabled)
        {
            throw EcrErrors.Kms();
        }

        return Task.FromResult(new JsonObject
        {
            ["uploadId"] = call.Cloud.Uploads.Start(repository).Id,
            ["partSize"] = MaxPartBytes,
        });
    }

    public static async Task<JsonObject> UploadPartAsync(ApiCall call)
    {
        var repository = call.Repository();
        var session = call.Cloud.Uploads.Find(call.Arguments.RequiredText("uploadId"), repository);
        var part = call.Arguments.RequiredBytes("layerPartBlob");
        var firstByte = call.Arguments.RequiredNumber("partFirstByte");
        var lastByte = call.Arguments.RequiredNumber("partLastByte");
        if (part.Length == 0 || part.Length > MaxPartBytes || part.Length != lastByte - firstByte + 1)
        {
            throw EcrErrors.PartSizeInvalid();
        }

        await UploadSessions.TakeTurnAsync(session, call.Aborted);
        try
        {
            session.BeginPart(firstByte);
            session.Append(part);
            session.EndPart();
        }
        finally
        {
            session.Turn.Release();
        }

        return Answer(call, session.Id, "lastByteReceived", lastByte);
    }

    public static async Task<JsonObject> CompleteAsync(ApiCall call)
    {
        var repository = call.Repository();
        var session = call.Cloud.Uploads.Find(call.Arguments.RequiredText("uploadId"), repository);
        var digests = call.Arguments.Texts("layerDigests", 100);
        await UploadSessions.TakeTurnAsync(session, call.Aborted);
        try
        {
            if (session.IsEmpty)
            {
                throw EcrErrors.EmptyPart();
            }

            if (digests.FirstOrDefault(repository.HasBlob) is { } known)
            {
                throw EcrErrors.LayerAlreadyExists(known, repository.Name, call.Account.AccountId);
            }

            var digest = call.Cloud.Uploads.Complete(session, repository, [.. digests]);
            return Answer(call, session.Id, "layerDigest", digest);
        }
        finally
        {
            session.Turn.Release();
        }
    }

    private static JsonObject Answer(ApiCall call, string uploadId, string member, JsonNode value) => new()
    {
        ["registryId"] = call.Account.AccountId,
        ["repositoryName"] = call.Arguments.RequiredText("repositoryName"),
        ["uploadId"] = uploadId,
        [member] = value,
    };
}
