using System.Globalization;
using CmpPromoter.LocalEcr.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CmpPromoter.LocalEcr.RegistryApi;

/// <summary>Pushes blobs, in one piece or in parts, or mounts them.</summary>
internal sealed class UploadOperations(UploadSessions sessions)
{
    /// <summary>
    /// ECR's own part, at which the Range header stops: https://github.com/aws/containers-roadmap/issues/2831.
    /// </summary>
    private const long PartBytes = 10 * 1024 * 1024;

    /// <summary>
    /// LayerPartTooSmallException:
    /// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CompleteLayerUpload.html.
    /// </summary>
    private const long MinPartBytes = 5 * 1024 * 1024;

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
        await session.Turn.WaitAsync(call.Call.Aborted);
        try
        {
            // EmptyUploadException; a layer without bytes goes by PUT alone.
            if (await ReceiveAsync(call, session) == 0)
            {
                throw EcrErrors.EmptyPart();
            }

            session.FirstPartBytes ??= Math.Min(session.Spool.SizeBytes, PartBytes);
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
        if (call.Request.ContentLength > 0)
        {
            call.Cloud.Quotas.Draw(call.Account, "UploadLayerPart");
        }

        await session.Turn.WaitAsync(call.Call.Aborted);
        try
        {
            await ReceiveAsync(call, session);
            var repository = call.Account.Repository(call.Call.Repository ?? "");
            var digest = call.Reference;
            sessions.Forget(session.Id);
            session.IsOver = true;
            using var spool = session.Spool;
            // A digest of another algorithm is none that ECR calculates.
            if (digest != spool.Digest())
            {
                throw EcrErrors.LayerDigestMismatch();
            }

            if (session.HasSmallPart)
            {
                throw EcrErrors.PartTooSmall();
            }

            if (repository.KmsKeyDisabled)
            {
                throw EcrErrors.Kms();
            }

            call.Cloud.Store.Keep(spool);
            repository.AddBlob(digest);
            Complete(call, repository, digest);
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
        await session.Turn.WaitAsync(call.Call.Aborted);
        sessions.Forget(session.Id);
        session.IsOver = true;
        session.Spool.Dispose();
        session.Turn.Release();
        call.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>
    /// Within one account and region, with the setting on, equal encryption, and a manifest that has the layer.
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
            || source.Options.KmsKey != repository.Options.KmsKey)
        {
            return false;
        }

        call.Require(source, "GetDownloadUrlForLayer");
        repository.AddBlob(digest);
        return true;
    }

    private static void Complete(RegistryCall call, EcrRepository repository, string digest)
    {
        call.Response.StatusCode = StatusCodes.Status201Created;
        call.Response.Headers.Location =
            $"{call.Request.Scheme}://{call.Request.Host}/v2/{repository.Name}/blobs/{digest}";
        call.Response.Headers["Docker-Content-Digest"] = digest;
    }

    private static void Describe(RegistryCall call, UploadSession session)
    {
        call.Response.Headers.Location =
            $"{call.Request.Scheme}://{call.Request.Host}/v2/{call.Call.Repository}/blobs/uploads/{session.Id}";
        call.Response.Headers["Docker-Upload-UUID"] = session.Id;
    }

    /// <returns>How many bytes came.</returns>
    private static async Task<long> ReceiveAsync(RegistryCall call, UploadSession session)
    {
        if (session.IsOver)
        {
            throw EcrErrors.UploadUnknown(session.Id);
        }

        var spool = session.Spool;
        var start = spool.SizeBytes;
        var buffer = new byte[128 * 1024];
        var count = await call.Request.Body.ReadAsync(buffer, call.Call.Aborted);
        if (count == 0)
        {
            return 0;
        }

        // Without Content-Range a body begins at 0, so a retry into a session that has bytes is refused:
        // https://github.com/apple/containerization/issues/790
        var firstByte = FirstByte(call.Request);
        if (firstByte != start)
        {
            throw EcrErrors.PartNotConsecutive(firstByte, start);
        }

        session.HasSmallPart |= session.FirstPartBytes is not null && session.LastPartBytes < MinPartBytes;
        while (count > 0)
        {
            await spool.AppendAsync(buffer.AsMemory(0, count), call.Call.Aborted);
            if (spool.SizeBytes > call.Cloud.Options.MaxLayerBytes)
            {
                throw EcrErrors.LimitExceeded(
                    $"The layer exceeds the maximum size of {call.Cloud.Options.MaxLayerBytes} bytes");
            }

            count = await call.Request.Body.ReadAsync(buffer, call.Call.Aborted);
        }

        session.LastPartBytes = spool.SizeBytes - start;
        return session.LastPartBytes;
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
