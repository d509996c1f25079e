using System.Collections.Concurrent;

namespace CmpPromoter.Tests.Registry;

/// <summary>
/// Time that stands still: delays end at once and are remembered, and a timer that watches for silence ends when the
/// test says so. A delay is a timer made with its due time; a watch is made idle and armed later.
/// </summary>
internal sealed class SkippingTimeProvider : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> delays = new();
    private readonly ConcurrentDictionary<Watch, TimeSpan> armed = new();
    private readonly ConcurrentDictionary<TimeSpan, TaskCompletionSource> awaited = new();
    private long elapsed;

    public ImmutableArray<TimeSpan> Delays => [.. delays];

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref elapsed);

    public void Advance(TimeSpan time) => Interlocked.Add(ref elapsed, time.Ticks);

    /// <summary>Completes when a watch is armed for exactly this long.</summary>
    public Task WatchAsync(TimeSpan dueTime) =>
        awaited.GetOrAdd(
            dueTime, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Every watch that is armed sees its time run out.</summary>
    public void EndSilence()
    {
        foreach (var watch in armed.Keys)
        {
            watch.Expire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero)
        {
            delays.Enqueue(dueTime);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Watch(this, () => callback(state));
    }

    private sealed class Watch(SkippingTimeProvider owner, Action callback) : ITimer
    {
        public void Expire()
        {
            if (owner.armed.TryRemove(this, out _))
            {
                callback();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                owner.armed.TryRemove(this, out _);
            }
            else
            {
                owner.armed[this] = dueTime;
                owner.awaited.GetValueOrDefault(dueTime)?.TrySetResult();
            }

            return true;
        }

        public void Dispose() => owner.armed.TryRemove(this, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
