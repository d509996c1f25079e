using System.Collections.Concurrent;

namespace CmpPromoter.Tests.Registry;

/// <summary>Lets waits of up to a minute end at once and remembers how long they would have been; longer timers never end.</summary>
internal sealed class SkippingTimeProvider : TimeProvider
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly ConcurrentQueue<TimeSpan> waits = new();

    public ImmutableArray<TimeSpan> Waits => [.. waits];

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero && dueTime <= Longest)
        {
            waits.Enqueue(dueTime);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new SettledTimer();
    }

    private sealed class SettledTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
