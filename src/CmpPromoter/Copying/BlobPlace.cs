using CmpPromoter.Oci;

namespace CmpPromoter.Copying;

/// <summary>The repository of the destination that gets or has a blob. Changed under the lock of its table only.</summary>
internal sealed class BlobPlace
{
    private readonly TaskCompletionSource<TimeSpan> moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource mountable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BlobPlace(RepositoryName repository, BusyClock? sending)
    {
        Repository = repository;
        Sending = sending;
    }

    public RepositoryName Repository { get; private set; }

    /// <summary>Runs while the copy that leads it sends blobs, whichever; absent where nobody leads it.</summary>
    public BusyClock? Sending { get; }

    public bool IsMountable { get; private set; }

    /// <summary>Completes with the time it took, or when nobody moves it any more.</summary>
    public Task<TimeSpan> WhenMoved => moved.Task;

    /// <summary>Completes when it can be mounted, or never will be.</summary>
    public Task WhenMountable => mountable.Task;

    public static BlobPlace LedBy(RepositoryName repository, BusyClock sending) => new(repository, sending);

    /// <summary>A blob that can be mounted.</summary>
    public static BlobPlace Of(RepositoryName repository)
    {
        var place = new BlobPlace(repository, sending: null);
        place.Committed(repository);
        return place;
    }

    public void Moved(TimeSpan duration, bool isMountable)
    {
        moved.TrySetResult(duration);
        if (isMountable)
        {
            Committed(Repository);
        }
    }

    public void Committed(RepositoryName repository)
    {
        if (!IsMountable)
        {
            (Repository, IsMountable) = (repository, true);
            End();
        }
    }

    public void Fail() => End();

    private void End()
    {
        moved.TrySetResult(TimeSpan.Zero);
        mountable.TrySetResult();
    }
}
