using System.Buffers;

namespace CmpPromoter.Rendering;

/// <summary>Takes what a child writes to stdout, byte for byte, up to a limit.</summary>
internal sealed class OutputCapture(int maxBytes)
{
    private const int ChunkBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>The child wrote more than the limit; what came after is lost.</summary>
    public bool IsTooLarge { get; private set; }

    public ReadOnlyMemory<byte> Bytes => buffer.WrittenMemory;

    /// <summary>Reads to the end, or to the limit.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (!IsTooLarge)
        {
            var count = await stream.ReadAsync(buffer.GetMemory(ChunkBytes), cancellationToken);
            if (count == 0)
            {
                return;
            }

            buffer.Advance(count);
            IsTooLarge = buffer.WrittenCount > maxBytes;
        }
    }
}
