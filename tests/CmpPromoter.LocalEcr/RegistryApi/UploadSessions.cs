using System.Collections.Concurrent;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Layers;

namespace CmpPromoter.LocalEcr.RegistryApi;

/// <summary>The uploads under way. Thread-safe.</summary>
internal sealed class UploadSessions(BlobStore store, LocalEcrOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<string, UploadSession> sessions = new();

    public UploadSession Start(EcrRepository repository)
    {
        var session = new UploadSession(Guid.NewGuid().ToString(), repository.Arn, store.Receive(), options);
        sessions[session.Id] = session;
        return session;
    }

    /// <exception cref="EcrException">There is no such session in this repository.</exception>
    public UploadSession Find(string id, EcrRepository repository) =>
        sessions.TryGetValue(id, out var session) && session.RepositoryArn == repository.Arn
            ? session
            : throw EcrErrors.UploadUnknown(id);

    /// <summary>Waits until no other request is at work on the session.</summary>
    /// <exception cref="EcrException">It has ended meanwhile.</exception>
    public static async Task TakeTurnAsync(UploadSession session, CancellationToken cancellationToken)
    {
        await session.Turn.WaitAsync(cancellationToken);
        if (session.IsOver)
        {
            session.Turn.Release();
            throw EcrErrors.UploadUnknown(session.Id);
        }
    }

    /// <summary>Ends the session, well or not, and puts its layer into the repository.</summary>
    /// <returns>The layer's digest.</returns>
    /// <exception cref="EcrException">The layer is not what it should be.</exception>
    public string Complete(UploadSession session, EcrRepository repository, params ReadOnlySpan<string> digests)
    {
        Forget(session.Id);
        session.IsOver = true;
        using var spool = session.Spool;
        var digest = spool.Digest();
        // A digest of another algorithm is none that ECR calculates.
        if (!digests.Contains(digest))
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

        store.Keep(spool);
        repository.AddBlob(digest);
        return digest;
    }

    public void Forget(string id) => sessions.TryRemove(id, out _);

    public void Dispose()
    {
        foreach (var session in sessions.Values)
        {
            session.Dispose();
        }
    }
}
