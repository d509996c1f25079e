using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;

namespace CmpPromoter.Registry;

/// <summary>
/// The body of an upload, or of a part of one: pulls from the source as the destination takes, in one pooled buffer, and
/// keeps apart whose fault it is when it ends early.
/// </summary>
internal sealed class UploadContent : HttpContent
{
    // Between 64 and 256 KiB the size makes no measurable difference; below, system calls and TLS records cost.
    private const int BufferBytes = 128 * 1024;

    private readonly Stream source;
    private readonly long sizeBytes;
    private readonly IProgress<long> sentBytes;
    private readonly SilenceTimer timer;
    private readonly Patience patience;

    /// <param name="source">The content; not owned.</param>
    /// <param name="sizeBytes">How much of it goes out.</param>
    /// <param name="sentBytes">Told of every piece that went out.</param>
    /// <param name="timer">Restarted whenever the destination takes something.</param>
    /// <param name="patience">For one piece, and for the answer after the last.</param>
    public UploadContent(
        Stream source, long sizeBytes, IProgress<long> sentBytes, SilenceTimer timer, Patience patience)
    {
        this.source = source;
        this.sizeBytes = sizeBytes;
        this.sentBytes = sentBytes;
        this.timer = timer;
        this.patience = patience;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        Headers.ContentLength = sizeBytes;
    }

    /// <summary>What has gone out.</summary>
    public long SentBytes { get; private set; }

    /// <summary>
    /// Everything has gone out, so that the registry may have committed the blob whatever was heard of it.
    /// </summary>
    public bool IsComplete { get; private set; }

    /// <summary>Why the source gave no more; absent while it does.</summary>
    public ExceptionDispatchInfo? SourceFault { get; private set; }

    protected override bool TryComputeLength(out long length)
    {
        length = sizeBytes;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            // Read once at least: a source verifies its content also when there is none.
            while (await ReadSourceAsync(buffer, cancellationToken) is > 0 and var count)
            {
                timer.Restart(patience.Stall);
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                SentBytes += count;
                sentBytes.Report(count);
                if (SentBytes == sizeBytes)
                {
                    break;
                }
            }

            timer.Restart(patience.Stall);
            await stream.FlushAsync(cancellationToken);
            IsComplete = true;
            timer.Restart(patience.Commit);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<int> ReadSourceAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        // The source has patience of its own, and its silence is not the destination's.
        timer.Pause();
        try
        {
            var due = (int)Math.Clamp(sizeBytes - SentBytes, 1, buffer.Length);
            return await source.ReadAsync(buffer.AsMemory(0, due), cancellationToken);
        }
        catch (Exception fault)
        {
            SourceFault = ExceptionDispatchInfo.Capture(fault);
            throw;
        }
    }
}
