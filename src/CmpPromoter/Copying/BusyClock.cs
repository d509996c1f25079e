namespace CmpPromoter.Copying;

/// <summary>How long at least one of several things was under way, in all. Safe for concurrent use.</summary>
internal sealed class BusyClock(TimeProvider time)
{
    private readonly Lock gate = new();
    private int running;
    private long started;
    private TimeSpan past;

    public TimeSpan Elapsed
    {
        get
        {
            lock (gate)
            {
                return running == 0 ? past : past + time.GetElapsedTime(started);
            }
        }
    }

    /// <summary>Something begins; it ends when the result is disposed, once.</summary>
    public IDisposable Begin()
    {
        lock (gate)
        {
            if (running++ == 0)
            {
                started = time.GetTimestamp();
            }
        }

        return new Running(this);
    }

    private void End()
    {
        lock (gate)
        {
            if (--running == 0)
            {
                past += time.GetElapsedTime(started);
            }
        }
    }

    private sealed class Running(BusyClock clock) : IDisposable
    {
        public void Dispose() => clock.End();
    }
}
