namespace CmpPromoter.Rendering;

/// <summary>Takes what a child writes to stdout, byte for byte, up to a limit, in about as much memory.</summary>
internal sealed class OutputCapture(int maxBytes)
{
    /// <summary>What a pipe holds: no read gives more.</summary>
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Above this a growing buffer would leave several times the output behind.</summary>
    private const int MaxGrowingBytes = 1024 * 1024;

    private byte[] buffer = new byte[ChunkBytes];
    private int length;

    /// <summary>The child wrote more than the limit; what came after is lost.</summary>
    public bool IsTooLarge => length > maxBytes;

    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    /// <summary>Reads to the end, or to the limit.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (!IsTooLarge)
        {
            if (length == buffer.Length)
            {
                Grow();
            }

            var count = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (count == 0)
            {
                return;
            }

            length += count;
        }
    }

    private void Grow()
    {
        // Pages that nothing is written to take no memory, so room for the limit costs what is used of it. It counts
        // against a container's bound all the same, so a small container grows step by step.
        var limit = maxBytes + 1L;
        var isRoomy = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 > limit;
        var wanted = buffer.Length >= MaxGrowingBytes && isRoomy ? limit : buffer.Length * 4L;
        var larger = GC.AllocateUninitializedArray<byte>((int)Math.Max(Math.Min(wanted, limit), buffer.Length + 1L));
        buffer.AsSpan(0, length).CopyTo(larger);
        buffer = larger;
    }
}
