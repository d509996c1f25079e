namespace CmpPromoter.ArgoCd;

/// <summary>
/// The manifests, or the failures in a row, of each application at each commit. After enough failures the last error is
/// repeated without running the plugin, until the pause is over.
/// </summary>
internal sealed class ManifestCache(RepoServerOptions options, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<CacheKey, CacheEntry> entries = [];

    /// <returns><c>null</c> when the plugin must be asked.</returns>
    public RenderResult? Find(ManifestRequest request)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(CacheKey.Of(request), out var entry))
            {
                return null;
            }

            if (entry.Reply is { } reply)
            {
                return UserMessage.Succeeded(reply) with { IsCached = true };
            }

            if (options.PauseAfterFailures == 0 || entry.Failures < options.PauseAfterFailures)
            {
                return null;
            }

            if (IsPauseOver(entry))
            {
                entries.Remove(CacheKey.Of(request));
                return null;
            }

            entries[CacheKey.Of(request)] = entry with { CachedAnswers = entry.CachedAnswers + 1 };
            return UserMessage.Failed(
                $"rpc error: code = Unknown desc = Manifest generation error (cached): {entry.LastError}", isCached: true);
        }
    }

    public void Keep(ManifestRequest request, PluginReply reply)
    {
        lock (gate)
        {
            entries[CacheKey.Of(request)] = new CacheEntry(reply, 0, time.GetUtcNow(), "", 0);
        }
    }

    public void KeepFailure(ManifestRequest request, string error)
    {
        lock (gate)
        {
            entries[CacheKey.Of(request)] = entries.TryGetValue(CacheKey.Of(request), out var entry) && entry.Failures > 0
                ? entry with { Failures = entry.Failures + 1, LastError = error }
                : new CacheEntry(null, 1, time.GetUtcNow(), error, 0);
        }
    }

    /// <summary>The pause counts from the first failure, in whole minutes.</summary>
    private bool IsPauseOver(CacheEntry entry) =>
        (options.PauseLength > TimeSpan.Zero && time.GetUtcNow() - entry.FirstFailure >= options.PauseLength)
        || (options.PauseRequests > 0 && entry.CachedAnswers >= options.PauseRequests);

    /// <summary>Neither the sidecar's image nor its configuration is part of it: both may change under a kept answer.</summary>
    private sealed record CacheKey(string Application, string Revision, string Namespace, string Source)
    {
        public static CacheKey Of(ManifestRequest request) => new(
            request.Application,
            request.Revision,
            request.DestinationNamespace,
            $"{request.Path}\n{string.Join('\n', request.Plugin?.Environment ?? [])}\n{string.Join('\n', request.Plugin?.Parameters ?? [])}");
    }

    private sealed record CacheEntry(
        PluginReply? Reply, int Failures, DateTimeOffset FirstFailure, string LastError, int CachedAnswers);
}
