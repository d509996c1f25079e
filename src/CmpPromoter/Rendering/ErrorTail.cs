namespace CmpPromoter.Rendering;

/// <summary>Takes what a child writes to stderr and keeps the end of it, where the reason stands.</summary>
internal sealed class ErrorTail
{
    public const int MaxBytes = 64 * 1024;

    /// <summary>Most runs say nothing.</summary>
    private byte[] buffer = new byte[4096];
    private int length;
    private long totalBytes;

    /// <summary>The last <see cref="MaxBytes"/>, or all when there was less.</summary>
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(Math.Max(0, length - MaxBytes)..length);

    /// <summary>How many bytes came before <see cref="Bytes"/>.</summary>
    public long DroppedBytes => totalBytes - Bytes.Length;

    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (length == 2 * MaxBytes)
            {
                buffer.AsSpan(MaxBytes).CopyTo(buffer);
                length = MaxBytes;
            }
            else if (length == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }

            var count = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (count == 0)
            {
                return;
            }

            length += count;
            totalBytes += count;
        }
    }
}
