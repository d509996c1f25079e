namespace CmpPromoter.Commands.Progress;

/// <summary>The rate of the last seconds: an average over the whole run would hide that a copy stands still.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly Queue<(long Timestamp, long Bytes)> samples = new();

    /// <param name="bytes">What has been moved in all; may go back when an attempt is given up.</param>
    /// <returns>Bytes a second, never below 0.</returns>
    public double Measure(long bytes)
    {
        var now = time.GetTimestamp();
        samples.Enqueue((now, bytes));
        while (samples.Count > 2 && time.GetElapsedTime(samples.Peek().Timestamp, now) > Window)
        {
            samples.Dequeue();
        }

        var (first, firstBytes) = samples.Peek();
        var seconds = time.GetElapsedTime(first, now).TotalSeconds;
        return seconds > 0 ? Math.Max(0, (bytes - firstBytes) / seconds) : 0;
    }
}
