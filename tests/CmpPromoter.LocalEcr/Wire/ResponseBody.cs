using CmpPromoter.LocalEcr.Faults;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.LocalEcr.Wire;

/// <summary>The response's body on its way to the line: counted, slowed, and spoilt where a fault says so.</summary>
internal sealed class ResponseBody(
    HttpContext http, Stream inner, BandwidthLimiter line, TimeProvider timeProvider) : OneWayStream
{
    private const int MoreBytes = 64 * 1024;

    private ImmutableArray<FaultAction> faults = [];

    public long Bytes { get; private set; }

    /// <summary>Called when the announced length is about to be reached.</summary>
    public Action? BeforeLastByte { get; set; }

    /// <summary>Nothing leaves: the response is to be lost.</summary>
    public bool IsSwallowed { get; private set; }

    private bool IsEndless => faults.OfType<FaultAction.Endless>().Any();

    public override bool CanRead => false;

    public override bool CanWrite => true;

    public void Spoil(ImmutableArray<FaultAction> actions)
    {
        faults = actions;
        IsSwallowed = actions.OfType<FaultAction.LoseResponse>().Any();
        if (IsEndless)
        {
            http.Response.OnStarting(() =>
            {
                http.Response.ContentLength = null;
                return Task.CompletedTask;
            });
        }

        if (actions.OfType<FaultAction.ChangeLength>().FirstOrDefault() is { } change)
        {
            http.Response.OnStarting(() =>
            {
                http.Response.ContentLength += change.DeltaBytes;
                return Task.CompletedTask;
            });
        }
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsSwallowed)
        {
            return;
        }

        while (!buffer.IsEmpty)
        {
            var piece = buffer[..await AllowanceAsync(buffer.Length, cancellationToken)];
            await line.PassAsync(piece.Length, cancellationToken);
            var sent = Flip(piece);
            Bytes += piece.Length;
            if (Bytes == http.Response.ContentLength && !IsEndless)
            {
                BeforeLastByte?.Invoke();
            }

            await inner.WriteAsync(sent, cancellationToken);
            buffer = buffer[piece.Length..];
            if (faults.OfType<FaultAction.Drip>().FirstOrDefault() is { } drip)
            {
                await inner.FlushAsync(cancellationToken);
                await Task.Delay(drip.Pause, timeProvider, cancellationToken);
            }
        }
    }

    /// <summary>Goes on until the client has had enough, where a fault says so.</summary>
    public async Task GoOnAsync()
    {
        var more = new byte[IsEndless ? MoreBytes : 0];
        while (IsEndless)
        {
            http.RequestAborted.ThrowIfCancellationRequested();
            await WriteAsync(more, http.RequestAborted);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        IsSwallowed ? Task.CompletedTask : inner.FlushAsync(cancellationToken);

    /// <summary>How much may be written now; ends the response, or waits for its end, where a fault lies.</summary>
    private async Task<int> AllowanceAsync(int wanted, CancellationToken cancellationToken)
    {
        var allowance = (long)wanted;
        foreach (var fault in faults)
        {
            var limit = fault switch
            {
                FaultAction.CutResponse cut => cut.AfterBytes - Bytes,
                FaultAction.Stall { AfterBytes: { } after } => after - Bytes,
                FaultAction.Drip drip => drip.Bytes,
                // Kestrel refuses to write more than it has announced.
                FaultAction.ChangeLength { DeltaBytes: < 0 } when http.Response.HasStarted =>
                    (http.Response.ContentLength ?? long.MaxValue) - Bytes,
                FaultAction.ChangeLength { DeltaBytes: < 0 } change =>
                    (http.Response.ContentLength ?? long.MaxValue) + change.DeltaBytes - Bytes,
                _ => long.MaxValue,
            };
            if (limit <= 0)
            {
                await inner.FlushAsync(cancellationToken);
                if (fault is FaultAction.Stall)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, http.RequestAborted);
                }

                throw new ResponseCutException();
            }

            allowance = Math.Min(allowance, limit);
        }

        return (int)allowance;
    }

    private ReadOnlyMemory<byte> Flip(ReadOnlyMemory<byte> piece)
    {
        foreach (var flip in faults.OfType<FaultAction.FlipByte>())
        {
            if (flip.Offset >= Bytes && flip.Offset < Bytes + piece.Length)
            {
                var copy = piece.ToArray();
                copy[flip.Offset - Bytes] ^= 0xff;
                piece = copy;
            }
        }

        return piece;
    }
}
