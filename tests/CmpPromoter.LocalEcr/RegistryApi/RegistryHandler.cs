using System.Text.Json.Nodes;
using CmpPromoter.LocalEcr.Wire;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.LocalEcr.RegistryApi;

/// <summary>The registry protocol of one account, as ECR speaks it.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md</remarks>
internal sealed class RegistryHandler(LocalCloud cloud) : IOriginHandler
{
    private readonly UploadOperations uploads = new(cloud.Uploads);

    public Task PrepareAsync(EcrCall call)
    {
        RegistryRoute.Read(call);
        return Task.CompletedTask;
    }

    public async Task HandleAsync(EcrCall call)
    {
        call.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        var principal = TokenCheck.Identify(cloud, call);
        if (principal is null)
        {
            await ChallengeAsync(call);
            return;
        }

        var account = cloud.FindAccount(call.AccountId, call.Region)
            ?? throw EcrErrors.RepositoryNotFound(call.Repository ?? "", call.AccountId);
        await DispatchAsync(new RegistryCall(cloud, call, account, principal));
    }

    public async Task RefuseAsync(EcrCall call, int? status, EcrException error)
    {
        call.Response.StatusCode = status ?? error.RegistryStatus;
        call.Response.ContentType = "application/json; charset=utf-8";
        var body = new JsonObject
        {
            ["errors"] = new JsonArray(new JsonObject { ["code"] = error.RegistryCode, ["message"] = error.Message }),
        };
        var bytes = JsonBytes.Of(body);
        call.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(call.Request.Method))
        {
            await call.Response.Body.WriteAsync(bytes, call.Aborted);
        }
    }

    private Task DispatchAsync(RegistryCall call) => call.Call.Operation switch
    {
        "Ping" => Task.CompletedTask,
        "HeadManifest" or "GetManifest" => ManifestOperations.GetAsync(call),
        "PutManifest" => ManifestOperations.PutAsync(call),
        "DeleteManifest" => ManifestOperations.DeleteAsync(call),
        "HeadBlob" => BlobOperations.HeadAsync(call),
        "GetBlob" => BlobOperations.GetAsync(call),
        "StartUpload" or "MountBlob" => uploads.StartAsync(call),
        "PatchUpload" => uploads.PatchAsync(call),
        "PutUpload" => uploads.PutAsync(call),
        "GetUpload" => UploadOperations.StatusAsync(call),
        "DeleteUpload" => uploads.DeleteAsync(call),
        "ListTags" => ListOperations.TagsAsync(call),
        "Referrers" => ListOperations.ReferrersAsync(call),
        _ =>
            throw new EcrException(
                "UnknownOperationException",
                404,
                "UNSUPPORTED",
                $"{call.Request.Method} {call.Request.Path} is not known to this registry"),
    };

    /// <summary>Plain text, and Basic rather than Bearer.</summary>
    /// <remarks>
    /// https://github.com/NVIDIA/enroot/issues/59, https://github.com/google/go-containerregistry/issues/861
    /// </remarks>
    private static async Task ChallengeAsync(EcrCall call)
    {
        call.Response.StatusCode = StatusCodes.Status401Unauthorized;
        call.Response.Headers.WWWAuthenticate =
            $"Basic realm=\"https://{call.AccountId}.dkr.ecr.{call.Region}.amazonaws.com/\",service=\"ecr.amazonaws.com\"";
        call.Response.ContentType = "text/plain; charset=utf-8";
        var bytes = "Not Authorized\n"u8.ToArray();
        call.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(call.Request.Method))
        {
            await call.Response.Body.WriteAsync(bytes, call.Aborted);
        }
    }
}
