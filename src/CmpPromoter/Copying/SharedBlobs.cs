using CmpPromoter.Oci;

namespace CmpPromoter.Copying;

/// <summary>
/// Knows which repository of the destination gets or has a blob, so that the others can mount it from there instead of having
/// it sent again: the first that lacks it leads, the others wait until it can be mounted. Whether the registry mounts at all is
/// learnt from its first answer. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Waiting is bounded by what it can save. Until the leader's blob has moved, waiting costs nothing: the same bytes are before
/// ours in the same queue for the same link. From then until it can be mounted a repository waits while the leader's copy sends
/// other blobs no longer than this one took to move, by when it could have been sent; a leader that has nothing more to send
/// only waits for its turn to push its manifest, as everybody's copy would, and is waited for. Small blobs are mounted when
/// they can be at once, and never waited for.
/// No repository waits for one that waits for it, at however many removes.
/// </remarks>
/// <param name="mountsUncommitted">
/// A blob can be mounted as soon as it is there; otherwise when a manifest of its repository lists it.
/// </param>
/// <param name="time">The clock of all waiting.</param>
internal sealed class SharedBlobs(bool mountsUncommitted, TimeProvider time)
{
    /// <summary>A smaller blob is sent in about the time that a manifest takes to be pushed.</summary>
    public const long MinWaitBytes = 4L * 1024 * 1024;

    // What is known of a destination with very many blobs is not worth more memory.
    private const int MaxPlaces = 20_000;

    private static readonly TimeSpan MinPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxPatience = TimeSpan.FromSeconds(30);

    // An administrator who switches mounting on should not have to restart anything.
    private static readonly TimeSpan RefusalMemory = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<Digest, BlobPlace> places = [];
    private readonly List<(RepositoryName Waiting, RepositoryName Leading)> waits = [];
    private TaskCompletionSource refusal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long refusedAt;

    /// <summary>For one copy into a repository; to be disposed when the copy has ended, however it did.</summary>
    public BlobClaim Enter(RepositoryName repository) => new(this, repository, new BusyClock(time));

    /// <summary>The blob was sent to the repository.</summary>
    /// <param name="repository">Which has it now.</param>
    /// <param name="digest">The blob.</param>
    /// <param name="duration">How long it was in transfer.</param>
    public void Moved(RepositoryName repository, Digest digest, TimeSpan duration)
    {
        lock (gate)
        {
            if (places.TryGetValue(digest, out var place) && place.Repository == repository)
            {
                place.Moved(duration, isMountable: mountsUncommitted);
            }
        }
    }

    /// <summary>A manifest that lists the blobs is in the repository.</summary>
    public void Committed(RepositoryName repository, ImmutableArray<Descriptor> blobs)
    {
        lock (gate)
        {
            foreach (var blob in blobs)
            {
                if (places.TryGetValue(blob.Digest, out var place))
                {
                    // Whoever waits for another repository is served by this one as well.
                    place.Committed(repository);
                }
                else if (places.Count < MaxPlaces)
                {
                    places.Add(blob.Digest, BlobPlace.Of(repository));
                }
            }
        }
    }

    /// <summary>The registry would not mount the blob: nobody waits for a mount for some minutes.</summary>
    public void Refused(Digest digest)
    {
        lock (gate)
        {
            places.Remove(digest);
            refusedAt = time.GetTimestamp();
            refusal.TrySetResult();
        }
    }

    /// <summary>Makes the repository the one that sends these blobs, where no other does.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="blobs">What it lacks.</param>
    /// <param name="sending">Runs while its copy sends blobs.</param>
    /// <returns>Those it leads now.</returns>
    internal ImmutableArray<Digest> Lead(RepositoryName repository, ImmutableArray<Descriptor> blobs, BusyClock sending)
    {
        lock (gate)
        {
            return [.. blobs.Select(blob => blob.Digest)
                .Where(digest => places.TryAdd(digest, BlobPlace.LedBy(repository, sending)))];
        }
    }

    /// <summary>The copy that led these blobs has ended: what can still not be mounted is anybody's.</summary>
    internal void Release(RepositoryName repository, IEnumerable<Digest> digests)
    {
        lock (gate)
        {
            foreach (var digest in digests)
            {
                if (places.TryGetValue(digest, out var place) && place.Repository == repository && !place.IsMountable)
                {
                    places.Remove(digest);
                    place.Fail();
                }
            }
        }
    }

    /// <summary>Where to mount the blob from, after some waiting where that pays.</summary>
    /// <param name="repository">Which lacks the blob.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="tryLead">Makes the repository lead it; false when another was faster.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Absent when it is to be sent.</returns>
    internal async Task<RepositoryName?> FindAsync(
        RepositoryName repository, Descriptor blob, Func<bool> tryLead, CancellationToken cancellationToken)
    {
        while (true)
        {
            BlobPlace? place;
            Task refused;
            lock (gate)
            {
                refused = Refusal();
                if (refused.IsCompleted)
                {
                    return null;
                }

                place = places.GetValueOrDefault(blob.Digest);
                if (place is { IsMountable: true } && place.Repository != repository)
                {
                    return place.Repository;
                }

                if (place is not null && !IsWorthWaiting(repository, place, blob))
                {
                    return null;
                }

                if (place is not null)
                {
                    waits.Add((repository, place.Repository));
                }
            }

            var isToBeSent = place is null ? tryLead() : !await WaitAsync(repository, place, refused, cancellationToken);
            if (isToBeSent)
            {
                return null;
            }
        }
    }

    /// <returns>Whether to look again; false when waiting no longer pays.</returns>
    private async Task<bool> WaitAsync(
        RepositoryName repository, BlobPlace place, Task refused, CancellationToken cancellationToken)
    {
        var leader = place.Repository;
        try
        {
            await Task.WhenAny(place.WhenMoved, refused).WaitAsync(cancellationToken);
            if (refused.IsCompleted)
            {
                return false;
            }

            var took = await place.WhenMoved;
            var patience = took < MinPatience ? MinPatience : took > MaxPatience ? MaxPatience : took;
            return await WaitForManifestAsync(place, patience, refused, cancellationToken);
        }
        finally
        {
            lock (gate)
            {
                waits.Remove((repository, leader));
            }
        }
    }

    /// <returns>False when the leader went on sending for too long, or nothing is mounted any more.</returns>
    private async Task<bool> WaitForManifestAsync(
        BlobPlace place, TimeSpan patience, Task refused, CancellationToken cancellationToken)
    {
        TimeSpan Sending() => place.Sending?.Elapsed ?? TimeSpan.Zero;
        var end = Task.WhenAny(place.WhenMountable, refused);
        for (var enough = Sending() + patience; !end.IsCompleted;)
        {
            if (enough - Sending() is not { Ticks: > 0 } left)
            {
                return false;
            }

            await Task.WhenAny(end, Task.Delay(left, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return !refused.IsCompleted;
    }

    /// <summary>Under the lock.</summary>
    private bool IsWorthWaiting(RepositoryName repository, BlobPlace place, Descriptor blob) =>
        place.Repository != repository && blob.SizeBytes >= MinWaitBytes && !Waits(place.Repository, repository, []);

    /// <summary>Under the lock: whether <paramref name="waiting"/> waits for the other, directly or through others.</summary>
    private bool Waits(RepositoryName waiting, RepositoryName leading, HashSet<RepositoryName> seen) =>
        seen.Add(waiting) && waits.Any(wait => wait.Waiting == waiting
            && (wait.Leading == leading || Waits(wait.Leading, leading, seen)));

    /// <summary>Under the lock: completed while a refusal is remembered.</summary>
    private Task Refusal()
    {
        if (refusal.Task.IsCompleted && time.GetElapsedTime(refusedAt) >= RefusalMemory)
        {
            refusal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return refusal.Task;
    }
}
