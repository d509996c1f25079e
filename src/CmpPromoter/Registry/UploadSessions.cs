using System.Collections.Concurrent;
using System.Net;
using CmpPromoter.Oci;
using CmpPromoter.Registry.Authorization;

namespace CmpPromoter.Registry;

/// <summary>
/// Opens upload sessions, and mounts. A registry that will not mount opens a session instead; it is kept for the upload
/// that follows, which saves a request per blob. Sessions that nobody uses are left to the registry, which expires
/// them.
/// </summary>
internal sealed class UploadSessions(RegistryConnection connection)
{
    // One per refused mount whose upload has not begun; beyond that they are not worth their memory.
    private const int MaxOffered = 1024;

    private readonly ConcurrentDictionary<(RepositoryName Repository, Digest Digest), Uri> offered = new();

    /// <returns>False when the registry would rather have the bytes.</returns>
    public async Task<bool> TryMountAsync(
        RepositoryName repository, Digest digest, RepositoryName mountFrom, CancellationToken cancellationToken)
    {
        var query =
            $"?mount={Uri.EscapeDataString(digest.ToString())}&from={Uri.EscapeDataString(mountFrom.ToString())}";
        var request = Request(repository, query, TokenScope.Mount(repository, mountFrom));
        var session = await connection.SendAsync(
            request, answer => answer.Status is HttpStatusCode.Created ? null : Location(answer), cancellationToken);
        if (session is not null && offered.Count < MaxOffered)
        {
            offered[(repository, digest)] = session;
        }

        return session is null;
    }

    /// <summary>A session that a refused mount left over; given once.</summary>
    public Uri? TakeOffered(RepositoryName repository, Digest digest) =>
        offered.TryRemove((repository, digest), out var session) ? session : null;

    /// <summary>Opens a session; one attempt, the caller repeats the whole upload.</summary>
    public async Task<Uri> OpenOnceAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        using var answer = await connection.SendOnceAsync(
            Request(repository, "", TokenScope.Push(repository)), cancellationToken);
        return Location(answer);
    }

    private RegistryRequest Request(RepositoryName repository, string query, TokenScope scope) => new()
    {
        Method = HttpMethod.Post,
        Uri = connection.Site.Api($"{repository}/blobs/uploads/{query}"),
        Scope = scope,
        Kind = RequestKind.UploadStart,

        // Some registries refuse a POST that does not say that it has no body.
        Body = static () => new ByteArrayContent([]),
    };

    private Uri Location(RegistryAnswer answer)
    {
        answer.Expect(HttpStatusCode.Accepted);
        return connection.Site.TryResolve(answer.Uri, answer.Response.Headers.Location, out var session)
            ? session
            : throw answer.Violation(answer.Response.Headers.Location is null
                ? "the upload session has no Location"
                : "the upload session's Location is at another server, where this program does not send content");
    }
}
