namespace CmpPromoter.Registry;

/// <summary>
/// The bytes of one blob in one piece, though the connections below it break or stall: it goes on where the last one
/// ended.
/// It gives up when a new connection brings nothing, or when there are far more of them than the blob's size explains.
/// </summary>
/// <param name="download">Opens the blob.</param>
/// <param name="start">The first byte wanted.</param>
internal sealed class ResumingBlobStream(BlobDownload download, long start) : ReadOnlyStream
{
    // A server that gives a few bytes per connection would be asked for ever.
    private const int FreeResumes = 8;
    private const long BytesPerResume = 1024 * 1024;

    private BlobBody? body;
    private long position = start;
    private int resumes;

    /// <summary>Makes the first connection, so that a refusal comes before anything is done with the content.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken) =>
        body = await download.Connection.Retry.RunAsync(token => download.OpenOnceAsync(position, token), cancellationToken);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await ReadOnceAsync(buffer, cancellationToken);
        }
        catch (RegistryException fault) when (fault.IsTransient && MayResume())
        {
            resumes++;
            count = await download.Connection.Retry.RunAsync(token => ResumeAsync(buffer, token), cancellationToken);
        }

        position += count;
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body?.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool MayResume() => resumes < FreeResumes + (position / BytesPerResume);

    private async Task<int> ResumeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await CloseAsync();
        body = await download.OpenOnceAsync(position, cancellationToken);
        return await ReadOnceAsync(buffer, cancellationToken);
    }

    /// <returns>0 only behind the last byte.</returns>
    private async ValueTask<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var current = body ?? throw new InvalidOperationException("the blob is not open");
        var isBehindLastByte = position >= download.Descriptor.SizeBytes;
        try
        {
            var count = await current.ReadAsync(buffer, cancellationToken);
            return count > 0 || isBehindLastByte
                ? count
                : throw current.Broken($"the content ended after {position} of {download.Descriptor.SizeBytes} bytes");
        }
        catch (RegistryException fault) when (fault.IsTransient && isBehindLastByte)
        {
            // Nothing is missing: a server that resets instead of closing has sent everything.
            return 0;
        }
    }

    private async ValueTask CloseAsync()
    {
        if (body is { } current)
        {
            body = null;
            await current.DisposeAsync();
        }
    }
}
