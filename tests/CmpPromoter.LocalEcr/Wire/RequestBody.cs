namespace CmpPromoter.LocalEcr.Wire;

/// <summary>The request's body as it comes over the line: counted, slowed, and cut where a fault says so.</summary>
internal sealed class RequestBody(
    EcrCall call, Stream inner, BandwidthLimiter line, TimeProvider timeProvider) : OneWayStream
{
    public long Bytes { get; private set; }

    /// <summary>Where the connection is reset; absent for never.</summary>
    public long? CutAfterBytes { get; set; }

    /// <summary>From where on nothing is read; absent for never.</summary>
    public long? StallAfterBytes { get; set; }

    public override bool CanRead => true;

    public override bool CanWrite => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (CutAfterBytes is { } limit)
        {
            if (Bytes >= limit)
            {
                call.IsHungUp = true;
                throw new IOException("the connection was cut by a fault");
            }

            buffer = buffer[..(int)Math.Min(buffer.Length, limit - Bytes)];
        }

        if (StallAfterBytes is { } end)
        {
            if (Bytes >= end)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, call.Aborted);
            }

            buffer = buffer[..(int)Math.Min(buffer.Length, end - Bytes)];
        }

        var count = await inner.ReadAsync(buffer, cancellationToken);
        Bytes += count;
        await line.PassAsync(count, cancellationToken);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
