using System.Net;
using CmpPromoter.Oci;
using CmpPromoter.Registry.Authorization;

namespace CmpPromoter.Registry;

/// <summary>
/// Opens the content of one blob at any byte. Every opening begins at the registry, so that a presigned URL is fresh,
/// and follows its redirects, showing the registry's credentials to the registry only.
/// </summary>
internal sealed class BlobDownload(RegistryConnection connection, RepositoryName repository, Descriptor descriptor)
{
    private const int SkipBytes = 64 * 1024;

    public Descriptor Descriptor => descriptor;

    public Uri Uri { get; } = connection.Site.Api($"{repository}/blobs/{descriptor.Digest}");

    public RegistryConnection Connection => connection;

    /// <summary>One attempt; the caller repeats it.</summary>
    public async Task<BlobBody> OpenOnceAsync(long offset, CancellationToken cancellationToken)
    {
        var answer = await FollowAsync(offset, cancellationToken);
        if (answer.Status is HttpStatusCode.Forbidden && !connection.Site.IsOwn(answer.Uri))
        {
            // A presigned URL can be over when it is used (a slow start, a clock that differs); another one costs a request.
            answer.Dispose();
            answer = await FollowAsync(offset, cancellationToken);
        }

        try
        {
            var start = CheckStart(answer, offset);
            var content = await answer.Response.Content.ReadAsStreamAsync(cancellationToken);
            var body = new BlobBody(answer, content, connection.Transport);
            await SkipAsync(body, offset - start, cancellationToken);
            return body;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private Task<RegistryAnswer> FollowAsync(long offset, CancellationToken cancellationToken) =>
        connection.FollowOnceAsync(
            new RegistryRequest
            {
                Method = HttpMethod.Get,
                Uri = Uri,
                Scope = TokenScope.Pull(repository),
                Offset = offset,
                Kind = RequestKind.BlobRead,
            },
            cancellationToken);

    /// <returns>The offset that the body begins at: the one asked for, or 0 from a server that has no ranges.</returns>
    private long CheckStart(RegistryAnswer answer, long offset)
    {
        answer.ThrowIfTransient();
        answer.Expect(HttpStatusCode.OK, HttpStatusCode.PartialContent);
        var headers = answer.Response.Content.Headers;
        long start = 0;
        if (answer.Status is HttpStatusCode.PartialContent)
        {
            if (headers.ContentRange is not { From: { } from } range || from != offset
                || (range.Length is { } whole && whole != descriptor.SizeBytes))
            {
                throw answer.Violation(
                    $"asked for the bytes from {offset}, the server sends the Content-Range '{headers.ContentRange}'");
            }

            start = from;
        }

        // Said before the first byte moves; a length that is not announced is found out by counting.
        return headers.ContentLength is { } length && start + length != descriptor.SizeBytes
            ? throw answer.Violation(
                $"the registry has {start + length} bytes, the manifest says {descriptor.SizeBytes}")
            : start;
    }

    private static async Task SkipAsync(BlobBody body, long bytes, CancellationToken cancellationToken)
    {
        var buffer = bytes > 0 ? new byte[SkipBytes] : [];
        while (bytes > 0)
        {
            var count = await body.ReadAsync(
                buffer.AsMemory(0, (int)Math.Min(buffer.Length, bytes)), cancellationToken);
            bytes -= count > 0
                ? count
                : throw body.Broken($"the content ended {bytes} bytes before the place to go on from");
        }
    }
}
