using CmpPromoter.Oci;

namespace CmpPromoter.Daemon.Presence;

/// <summary>
/// What the destination has said to have, for a while. It never says that something is absent: that is asked again, because
/// what is absent is about to be copied. Safe for concurrent use.
/// </summary>
/// <param name="ttl">How long an answer stands.</param>
/// <param name="time">The clock.</param>
internal sealed class PresenceCache(TimeSpan ttl, TimeProvider time)
{
    // Some 30 MB at most; more repositories than any environment has.
    private const int MaxEntries = 100_000;

    private readonly Lock gate = new();
    private readonly Dictionary<RepositoryName, Dictionary<ManifestKey, (Digest Digest, long At)>> known = [];
    private int entries;

    /// <summary>A timestamp, by which a question can be told from what was learned after it was asked.</summary>
    public long Now => time.GetTimestamp();

    /// <returns>Absent when it is not known, or no longer.</returns>
    public Digest? Find(RepositoryName repository, ManifestKey key)
    {
        lock (gate)
        {
            return known.TryGetValue(repository, out var keys) && keys.TryGetValue(key, out var entry)
                && time.GetElapsedTime(entry.At) < ttl
                ? entry.Digest
                : null;
        }
    }

    /// <summary>The destination has it: by this key, and by its digest.</summary>
    public void Put(RepositoryName repository, ManifestKey key, Digest digest)
    {
        lock (gate)
        {
            if (entries >= MaxEntries)
            {
                known.Clear();
                entries = 0;
            }

            if (!known.TryGetValue(repository, out var keys))
            {
                known.Add(repository, keys = []);
            }

            var now = time.GetTimestamp();
            foreach (var one in (ManifestKey[])[key, ManifestKey.Of(digest)])
            {
                entries += keys.ContainsKey(one) ? 0 : 1;
                keys[one] = (digest, now);
            }
        }
    }

    /// <summary>The destination says otherwise, unless it got it after it was asked.</summary>
    /// <param name="repository">Where.</param>
    /// <param name="key">What.</param>
    /// <param name="asked">When the question was about to be asked; of <see cref="Now"/>.</param>
    /// <returns>What is known all the same; else absent.</returns>
    public Digest? Contradict(RepositoryName repository, ManifestKey key, long asked)
    {
        lock (gate)
        {
            if (!known.TryGetValue(repository, out var keys) || !keys.TryGetValue(key, out var entry))
            {
                return null;
            }

            if (entry.At > asked)
            {
                return entry.Digest;
            }

            keys.Remove(key);
            entries--;
            return null;
        }
    }

    /// <summary>Something of the repository is not as it was known to be.</summary>
    public void Drop(RepositoryName repository)
    {
        lock (gate)
        {
            entries -= known.Remove(repository, out var keys) ? keys.Count : 0;
        }
    }
}
