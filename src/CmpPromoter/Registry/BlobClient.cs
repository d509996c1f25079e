using System.Collections.Concurrent;
using System.Net;
using CmpPromoter.Oci;
using CmpPromoter.Registry.Authorization;

namespace CmpPromoter.Registry;

/// <summary>Finds and opens blobs of one registry.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-blobs</remarks>
internal sealed class BlobClient(RegistryConnection connection)
{
    public async Task<bool> ExistsAsync(RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        var presence = await connection.SendAsync(
            Request(HttpMethod.Head, repository, digest), ReadHead, cancellationToken);
        if (presence is { } isPresent)
        {
            return isPresent;
        }

        // A refused HEAD has no sentence: the same question as GET has, and the body is not read.
        return await connection.SendAsync(Request(HttpMethod.Get, repository, digest), ReadGet, cancellationToken);
    }

    /// <summary>
    /// Whether the registry says at once that it holds the blob; one attempt, for callers who repeat more than this.
    /// </summary>
    public async Task<bool> IsKnownOnceAsync(
        RepositoryName repository, Digest digest, CancellationToken cancellationToken)
    {
        using var answer = await connection.SendOnceAsync(
            Request(HttpMethod.Head, repository, digest), cancellationToken);
        answer.ThrowIfTransient();
        return ReadHead(answer) is true;
    }

    /// <param name="repository">The repository that must hold them.</param>
    /// <param name="digests">The blobs in question.</param>
    /// <param name="concurrency">How many requests may be under way at once.</param>
    /// <param name="cancellationToken">Ends all of them.</param>
    public async Task<ImmutableHashSet<Digest>> FindAsync(
        RepositoryName repository, ImmutableArray<Digest> digests, int concurrency, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<Digest>();
        await Parallel.ForEachAsync(
            digests.Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
            async (digest, token) =>
            {
                if (await ExistsAsync(repository, digest, token))
                {
                    found.Add(digest);
                }
            });
        return [.. found];
    }

    public OciBlobSource Open(RepositoryName repository, Descriptor descriptor) =>
        new(new BlobDownload(connection, repository, descriptor));

    /// <returns><c>null</c> when the answer to HEAD leaves the question open.</returns>
    private static bool? ReadHead(RegistryAnswer answer) => answer.Status switch
    {
        HttpStatusCode.NotFound => false,
        HttpStatusCode.OK => true,
        _ => RedirectPolicy.IsRedirect(answer.Status) ? true : null,
    };

    private static bool ReadGet(RegistryAnswer answer)
    {
        if (answer.Status is HttpStatusCode.NotFound)
        {
            return false;
        }

        // A redirect leads to the storage that holds the blob; only a registry that has it knows where.
        if (!RedirectPolicy.IsRedirect(answer.Status))
        {
            answer.Expect(HttpStatusCode.OK);
        }

        return true;
    }

    private RegistryRequest Request(HttpMethod method, RepositoryName repository, Digest digest) => new()
    {
        Method = method,
        Uri = connection.Site.Api($"{repository}/blobs/{digest}"),
        Scope = TokenScope.Pull(repository),
        Kind = method == HttpMethod.Head ? RequestKind.BlobCheck : RequestKind.BlobRead,
    };
}
