using System.Globalization;
using CmpPromoter.LocalEcr.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CmpPromoter.LocalEcr.RegistryApi;

/// <summary>Pushes blobs, in one piece or in parts, or mounts them.</summary>
internal sealed class UploadOperations(UploadSessions sessions)
{
    public Task StartAsync(RegistryCall call)
    {
        var name = call.Call.Repository ?? "";
        var repository = call.FindForPush();
        if (repository is null)
        {
            // https://github.com/aws/containers-roadmap/issues/1970
            if (call.Cloud.Options.MissingRepositoryHangsUp)
            {
                call.Call.IsHungUp = true;
                return Task.CompletedTask;
            }

            throw EcrErrors.RepositoryNotFound(name, call.Account.AccountId);
        }

        call.Require(repository, "InitiateLayerUpload");
        if (call.Call.Operation == "MountBlob" && Mount(call, repository))
        {
            Complete(call, repository, call.Reference);
            return Task.CompletedTask;
        }

        var session = sessions.Start(repository);
        call.Response.StatusCode = StatusCodes.Status202Accepted;
        Describe(call, session);
        call.Response.Headers.Range = "0-0";
        return Task.CompletedTask;
    }

    public async Task PatchAsync(RegistryCall call)
    {
        var session = Session(call, "UploadLayerPart");
        await UploadSessions.TakeTurnAsync(session, call.Call.Aborted);
        try
        {
            // EmptyUploadException; a layer without bytes goes by PUT alone.
            if (await ReceiveAsync(call, session, call.Cloud.Options.MaxPatchBytes) == 0)
            {
                throw EcrErrors.EmptyPart();
            }

            // The specification says 202: https://github.com/openai/tart/issues/273
            call.Response.StatusCode = StatusCodes.Status201Created;
            Describe(call, session);
            call.Response.Headers.Range = string.Create(
                CultureInfo.InvariantCulture, $"0-{session.FirstPartBytes - 1}");
        }
        finally
        {
            session.Turn.Release();
        }
    }

    public async Task PutAsync(RegistryCall call)
    {
        var session = Session(call, "CompleteLayerUpload");
        if (call.Request.ContentLength is not 0)
        {
            call.Cloud.Quotas.Draw(call.Account, "UploadLayerPart");
        }

        await UploadSessions.TakeTurnAsync(session, call.Call.Aborted);
        try
        {
            await ReceiveAsync(call, session, maxBytes: null);
            var repository = call.Account.Repository(call.Call.Repository ?? "");
            Complete(call, repository, sessions.Complete(session, repository, call.Reference));
        }
        finally
        {
            session.Turn.Release();
        }
    }

    /// <summary>ECR keeps no state that a client could ask for: https://github.com/dotnet/sdk/issues/33019.</summary>
    public static Task StatusAsync(RegistryCall call) =>
        throw EcrErrors.UploadUnknown(RegistryRoute.UploadId(call.Call));

    public async Task DeleteAsync(RegistryCall call)
    {
        var session = Session(call, "InitiateLayerUpload");
        await UploadSessions.TakeTurnAsync(session, call.Call.Aborted);
        sessions.Forget(session.Id);
        session.IsOver = true;
        session.Spool.Dispose();
        session.Turn.Release();
        call.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>
    /// Within one account and region, with the setting on, equal encryption, no pull through cache, and a manifest that
    /// has the layer.
    /// </summary>
    /// <remarks>
    /// https://docs.aws.amazon.com/AmazonECR/latest/userguide/blob-mounting.html,
    /// https://github.com/aws/containers-roadmap/issues/2860
    /// </remarks>
    private static bool Mount(RegistryCall call, EcrRepository repository)
    {
        var digest = call.Reference;
        var source = call.Account.FindRepository(call.Request.Query["from"].ToString());
        if (!call.Account.BlobMounting || source is null || !source.HasBlob(digest) || !source.IsReferenced(digest)
            || source.Options.EncryptionType != repository.Options.EncryptionType
            || source.Options.KmsKey != repository.Options.KmsKey
            || source.Options.IsPullThroughCache || repository.Options.IsPullThroughCache)
        {
            return false;
        }

        call.Require(source, "GetDownloadUrlForLayer");
        repository.AddBlob(digest);
        return true;
    }

    private static string Address(RegistryCall call, string path) => call.Cloud.Options.RelativeLocations
        ? path
        : $"{call.Request.Scheme}://{call.Request.Host}{path}";

    private static void Complete(RegistryCall call, EcrRepository repository, string digest)
    {
        call.Response.StatusCode = StatusCodes.Status201Created;
        call.Response.Headers.Location = Address(call, $"/v2/{repository.Name}/blobs/{digest}");
        call.Response.Headers["Docker-Content-Digest"] = digest;
    }

    private static void Describe(RegistryCall call, UploadSession session)
    {
        call.Response.Headers.Location = Address(call, $"/v2/{call.Call.Repository}/blobs/uploads/{session.Id}");
        call.Response.Headers["Docker-Upload-UUID"] = session.Id;
    }

    /// <summary>Takes the body in as a part. What has come before a connection breaks is kept.</summary>
    /// <returns>How many bytes came.</returns>
    private static async Task<long> ReceiveAsync(RegistryCall call, UploadSession session, long? maxBytes)
    {
        var total = 0L;
        var buffer = new byte[128 * 1024];
        while (await call.Request.Body.ReadAsync(buffer, call.Call.Aborted) is var count and > 0)
        {
            if (total == 0)
            {
                session.BeginPart(FirstByte(call.Request));
            }

            if (session.OpenBytes + count > maxBytes)
            {
                throw EcrErrors.PartSizeInvalid();
            }

            session.Append(buffer.AsSpan(0, count));
            total += count;
        }

        if (total > 0)
        {
            session.EndPart();
        }

        return total;
    }

    /// <summary>Of "a-b", the registry protocol's form, or "bytes a-b/*", HTTP's.</summary>
    private static long FirstByte(HttpRequest request)
    {
        var text = request.Headers[HeaderNames.ContentRange].ToString();
        var range = text.StartsWith("bytes ", StringComparison.Ordinal) ? text["bytes ".Length..] : text;
        return range.Length == 0 ? 0
            : long.TryParse(range.Split('-', 2)[0], CultureInfo.InvariantCulture, out var first) ? first
            : throw new EcrException(
                "InvalidParameterException", 416, "BLOB_UPLOAD_INVALID", $"Content-Range '{text}' is invalid");
    }

    private UploadSession Session(RegistryCall call, string action)
    {
        var repository = call.Repository(action);
        var id = RegistryRoute.UploadId(call.Call);
        if (call.Call.IsSessionLost)
        {
            sessions.Forget(id);
        }

        return sessions.Find(id, repository);
    }
}
