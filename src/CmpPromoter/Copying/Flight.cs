using CmpPromoter.Registry;

namespace CmpPromoter.Copying;

/// <summary>One piece of shared work and who waits for it. Changed under the lock of its table only.</summary>
internal sealed class Flight
{
    private readonly CancellationTokenSource abandoned = new();
    private readonly Lazy<Task> running;
    private int waiters;
    private ITimer? grace;

    public Flight(Func<CancellationToken, Task> work)
    {
        running = new Lazy<Task>(() => RunAsync(work));
    }

    /// <summary>The work, begun by whoever asks first.</summary>
    public Task Work => running.Value;

    /// <summary>The work has ended. Whoever asks neither begins it nor waits for its beginning, and may hold a lock.</summary>
    public bool IsOver => running.IsValueCreated && Work.IsCompleted;

    /// <summary>The work has ended well.</summary>
    public bool HasSucceeded => running.IsValueCreated && Work.IsCompletedSuccessfully;

    /// <summary>Nobody waits, and it goes on for its grace time.</summary>
    public bool IsAlone => waiters == 0 && grace is not null;

    /// <summary>What the work was at when it was cancelled; absent where it had failed at nothing.</summary>
    public CutShortException? Cut { get; private set; }

    public void Board()
    {
        waiters++;
        grace?.Dispose();
        grace = null;
    }

    /// <returns>Nobody waits any more.</returns>
    public bool Leave() => --waiters == 0;

    public void GoOnAlone(ITimer until)
    {
        grace?.Dispose();
        grace = until;
    }

    /// <summary>Whether this is the token that the work was given.</summary>
    public bool IsOf(CancellationToken token) => abandoned.Token == token;

    public void Cancel() => abandoned.Cancel();

    /// <summary>Cancels the work if it still runs and waits until it has really stopped.</summary>
    public async Task EndAsync()
    {
        if (!IsOver)
        {
            await abandoned.CancelAsync();
            await Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await work(abandoned.Token);
        }
        catch (CutShortException cut)
        {
            Cut = cut;
            throw;
        }
    }
}
