using System.Collections.Concurrent;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Layers;

namespace CmpPromoter.LocalEcr.RegistryApi;

/// <summary>The uploads under way. Thread-safe.</summary>
internal sealed class UploadSessions(BlobStore store) : IDisposable
{
    private readonly ConcurrentDictionary<string, UploadSession> sessions = new();

    public UploadSession Start(EcrRepository repository)
    {
        var session = new UploadSession(Guid.NewGuid().ToString(), repository.Arn, store.Receive());
        sessions[session.Id] = session;
        return session;
    }

    /// <exception cref="EcrException">There is no such session in this repository.</exception>
    public UploadSession Find(string id, EcrRepository repository) =>
        sessions.TryGetValue(id, out var session) && session.RepositoryArn == repository.Arn
            ? session
            : throw EcrErrors.UploadUnknown(id);

    public void Forget(string id) => sessions.TryRemove(id, out _);

    public void Dispose()
    {
        foreach (var session in sessions.Values)
        {
            session.Dispose();
        }
    }
}
