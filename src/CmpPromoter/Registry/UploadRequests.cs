using System.Globalization;
using System.Net;
using CmpPromoter.Oci;
using CmpPromoter.Registry.Authorization;

namespace CmpPromoter.Registry;

/// <summary>The requests within one upload session, and what their answers must say.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-a-blob-in-chunks</remarks>
internal sealed class UploadRequests(RegistryConnection connection, RepositoryName repository, Descriptor descriptor)
{
    /// <summary>Commits the blob.</summary>
    /// <param name="session">The session's Location.</param>
    /// <param name="content">What the session lacks of the blob: all of it, or nothing.</param>
    /// <param name="isReplayable">Whether <paramref name="content"/> can be made twice.</param>
    /// <param name="asksFirst">Whether to wait for the registry's consent before the content goes out.</param>
    public RegistryRequest Put(Uri session, Func<HttpContent> content, bool isReplayable, bool asksFirst = false)
    {
        var separator = session.Query.Length > 1 ? "&" : "?";
        var digest = Uri.EscapeDataString(descriptor.Digest.ToString());
        var uri = new Uri($"{session.AbsoluteUri.TrimEnd('?')}{separator}digest={digest}");
        return Request(HttpMethod.Put, uri, RequestKind.UploadEnd) with
        {
            Body = content,
            IsReplayable = isReplayable,
            AsksFirst = asksFirst,
        };
    }

    /// <summary>Adds a part.</summary>
    /// <param name="session">The session's Location.</param>
    /// <param name="offset">Where the part begins in the blob.</param>
    /// <param name="content">The part.</param>
    /// <param name="sizeBytes">Of the part; at least 1.</param>
    public RegistryRequest Patch(Uri session, long offset, HttpContent content, long sizeBytes)
    {
        // The registries' own form, not HTTP's: without a unit and without the whole's size.
        var range = string.Create(CultureInfo.InvariantCulture, $"{offset}-{offset + sizeBytes - 1}");
        content.Headers.TryAddWithoutValidation("Content-Range", range);
        return Request(HttpMethod.Patch, session, RequestKind.UploadPart) with
        {
            Body = () => content,
            IsReplayable = false,
        };
    }

    /// <summary>Asks how far the session is.</summary>
    public RegistryRequest Status(Uri session) => Request(HttpMethod.Get, session, RequestKind.UploadPart);

    /// <exception cref="RegistryException">The blob is not stored, or under another digest.</exception>
    public void CheckStored(RegistryAnswer answer)
    {
        answer.Expect(HttpStatusCode.Created);
        if (answer.ContentDigest is { } stored && stored != descriptor.Digest)
        {
            throw answer.Violation($"the registry stored {descriptor.Digest} under another digest, {stored}");
        }
    }

    /// <summary>Where the session goes on, by an answer within it; the same place when it does not say.</summary>
    public Uri Next(Uri session, RegistryAnswer answer) =>
        connection.Site.TryResolve(answer.Uri, answer.Response.Headers.Location, out var next) ? next : session;

    private RegistryRequest Request(HttpMethod method, Uri uri, RequestKind kind) =>
        new() { Method = method, Uri = uri, Scope = TokenScope.Push(repository), Kind = kind };
}
