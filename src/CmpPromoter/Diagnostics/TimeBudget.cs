namespace CmpPromoter.Diagnostics;

/// <summary>How long a piece of work may take. Its token ends with the budget or with the caller, and it can tell which it was.</summary>
internal sealed class TimeBudget : IDisposable
{
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource linked;
    private readonly TimeProvider time;

    /// <param name="length">From now on; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="time">The clock that counts.</param>
    /// <param name="caller">Ends the work at any time.</param>
    public TimeBudget(TimeSpan length, TimeProvider time, CancellationToken caller)
    {
        Length = length;
        this.time = time;
        Started = time.GetTimestamp();
        timer = new CancellationTokenSource(length, time);
        linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, caller);
        Caller = caller;
    }

    public TimeSpan Length { get; }

    /// <summary>When it began, as a timestamp of its clock.</summary>
    public long Started { get; }

    /// <summary>What is left of it, never less than nothing; infinite where there is no limit.</summary>
    public TimeSpan Left
    {
        get
        {
            if (Length == Timeout.InfiniteTimeSpan)
            {
                return Length;
            }

            var left = Length - time.GetElapsedTime(Started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Cancelled at the end of the budget or by the caller, whichever comes first.</summary>
    public CancellationToken Token => linked.Token;

    /// <summary>The budget ran out; false when it was the caller who gave up.</summary>
    public bool HasRunOut => timer.IsCancellationRequested && !Caller.IsCancellationRequested;

    /// <summary>Cancelled by the caller alone.</summary>
    public CancellationToken Caller { get; }

    public void Dispose()
    {
        linked.Dispose();
        timer.Dispose();
    }
}
