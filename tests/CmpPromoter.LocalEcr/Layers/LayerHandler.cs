using System.Globalization;
using System.Security;
using System.Text;
using CmpPromoter.LocalEcr.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CmpPromoter.LocalEcr.Layers;

/// <summary>
/// The second origin, as S3 answers: presigned addresses only, no other authorization beside them, ranges served.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html</remarks>
internal sealed class LayerHandler(LocalCloud cloud) : IOriginHandler
{
    public Task PrepareAsync(EcrCall call)
    {
        call.Operation = "LayerDownload";
        // /<account>/<region>/<repository…>/<digest>
        var parts = (call.Request.Path.Value ?? "").Split('/', 4);
        if (parts is [_, var accountId, var region, var rest] && rest.LastIndexOf('/') is var slash and > 0)
        {
            call.AccountId = accountId;
            call.Region = region;
            call.Repository = rest[..slash];
            call.Reference = rest[(slash + 1)..];
        }

        return Task.CompletedTask;
    }

    public async Task HandleAsync(EcrCall call)
    {
        var request = call.Request;
        if (request.Headers.ContainsKey(HeaderNames.Authorization) && request.Query.ContainsKey("X-Amz-Signature"))
        {
            throw Error(400, "InvalidArgument",
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified");
        }

        // The method is part of what S3 signs; these addresses are for GET.
        if (!HttpMethods.IsGet(request.Method) || !cloud.LayerUrls.IsSigned(request))
        {
            throw Error(
                403,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided.");
        }

        if (call.IsExpired || cloud.LayerUrls.ExpiresAt(request) <= cloud.Time.GetUtcNow())
        {
            throw Error(403, "AccessDenied", "Request has expired");
        }

        var content = cloud.Store.Find(call.Reference ?? "")
            ?? throw Error(404, "NoSuchKey", "The specified key does not exist.");
        await SendAsync(call, content);
    }

    public async Task RefuseAsync(EcrCall call, int? status, EcrException error)
    {
        call.Response.StatusCode = status ?? error.RegistryStatus;
        call.Response.ContentType = "application/xml";
        var body = $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>{SecurityElement.Escape(error.RegistryCode)}</Code><Message>{SecurityElement.Escape(error.Message)}</Message><RequestId>{Guid.NewGuid():n}</RequestId></Error>
            """;
        await call.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body), call.Aborted);
    }

    private static EcrException Error(int status, string code, string message) => new(code, status, code, message);

    private static async Task SendAsync(EcrCall call, IBlobContent content)
    {
        var response = call.Response;
        var (first, last) = Range(call.Request, content.SizeBytes);
        response.StatusCode = StatusCodes.Status200OK;
        if (call.Request.Headers.ContainsKey(HeaderNames.Range) && first is not null)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture, $"bytes {first}-{last}/{content.SizeBytes}");
        }

        var offset = first ?? 0;
        var remaining = (first is null ? content.SizeBytes : last + 1) - offset;
        response.ContentType = "application/octet-stream";
        response.ContentLength = remaining;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = $"\"{call.Reference}\"";
        await using var source = content.Open(offset);
        await CopyAsync(source, response.Body, remaining, call.Aborted);
    }

    private static async Task CopyAsync(
        Stream source, Stream destination, long bytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[128 * 1024];
        while (bytes > 0)
        {
            var count = await source.ReadAsync(
                buffer.AsMemory(0, (int)Math.Min(buffer.Length, bytes)), cancellationToken);
            await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            bytes -= count;
        }
    }

    /// <summary>
    /// The one range of the request; absent when there is none, or several, which S3 answers with the whole.
    /// </summary>
    private static (long? First, long Last) Range(HttpRequest request, long sizeBytes)
    {
        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var header) || header.Ranges.Count != 1)
        {
            return (null, 0);
        }

        var range = header.Ranges.Single();
        var first = range.From ?? Math.Max(0, sizeBytes - range.To!.Value); // A range has one of the two.
        var last = range.From is null ? sizeBytes - 1 : Math.Min(range.To ?? long.MaxValue, sizeBytes - 1);
        return first >= sizeBytes || first > last
            ? throw Error(416, "InvalidRange", "The requested range is not satisfiable")
            : (first, last);
    }
}
