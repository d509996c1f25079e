using System.Text.Json;
using System.Text.Json.Nodes;
using CmpPromoter.LocalEcr.Wire;

namespace CmpPromoter.LocalEcr.Api;

/// <summary>The ECR control plane: AWS JSON 1.1 over POST, the operation in a header.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/APIReference/Welcome.html</remarks>
internal sealed class ApiHandler(LocalCloud cloud) : IOriginHandler
{
    public const string TargetHeader = "X-Amz-Target";
    private const string TargetPrefix = "AmazonEC2ContainerRegistry_V20150921.";

    public async Task PrepareAsync(EcrCall call)
    {
        var target = call.Request.Headers[TargetHeader].ToString();
        if (!target.StartsWith(TargetPrefix, StringComparison.Ordinal))
        {
            throw new EcrException("UnknownOperationException", 404, "UNSUPPORTED", "");
        }

        call.Operation = target[TargetPrefix.Length..];
        call.Arguments = await ReadAsync(call);
        call.Repository = call.Arguments.Text("repositoryName");
        SignatureCheck.Identify(cloud, call);
        // registryId is deprecated for GetAuthorizationToken and means nothing there.
        if (call.Operation != "GetAuthorizationToken" && call.Arguments.Text("registryId") is { } registryId)
        {
            call.AccountId = registryId;
        }
    }

    public async Task HandleAsync(EcrCall call)
    {
        if (call.IsExpired)
        {
            throw EcrErrors.ExpiredCredentials();
        }

        var principal = call.Principal ?? throw EcrErrors.MissingAuthenticationToken();
        var arguments = call.Arguments ?? throw EcrErrors.InvalidManifest();
        var account = cloud.FindAccount(call.AccountId, call.Region)
            ?? throw EcrErrors.InvalidParameter("registryId", $"no registry {call.AccountId} in {call.Region}");
        cloud.Quotas.Draw(account, call.Operation);
        if (!ApiOperations.All.TryGetValue(call.Operation, out var operation))
        {
            throw new EcrException("UnknownOperationException", 404, "UNSUPPORTED", "");
        }

        var result = await operation(
            new ApiCall(cloud, account, principal, call.Operation, arguments) { Aborted = call.Aborted });
        await WriteAsync(call, 200, result);
    }

    public Task RefuseAsync(EcrCall call, int? status, EcrException error)
    {
        // AccessDeniedException alone comes with a capital letter, as from every service of this protocol.
        var member = error.ApiCode == "AccessDeniedException" ? "Message" : "message";
        var body = new JsonObject { ["__type"] = error.ApiCode, [member] = error.Message };
        if (error.LastValidByteReceived is { } lastByte)
        {
            body["lastValidByteReceived"] = lastByte;
        }

        return WriteAsync(call, status ?? 400, body);
    }

    private static async Task<ApiArguments> ReadAsync(EcrCall call)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(call.Request.Body, cancellationToken: call.Aborted);
            return new ApiArguments(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            throw new EcrException("SerializationException", 400, "UNSUPPORTED", "the request is not JSON");
        }
    }

    private static async Task WriteAsync(EcrCall call, int status, JsonObject body)
    {
        var bytes = JsonBytes.Of(body);
        call.Response.StatusCode = status;
        call.Response.ContentType = "application/x-amz-json-1.1";
        call.Response.ContentLength = bytes.Length;
        call.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        await call.Response.Body.WriteAsync(bytes, call.Aborted);
    }
}
