using System.Buffers.Binary;

namespace CmpPromoter.LocalEcr.Layers;

/// <summary>
/// A blob of any size that is computed while it is read: random blocks, repeatable by seed, that use neither disk nor
/// memory.
/// </summary>
public sealed class GeneratedContent : IBlobContent
{
    private const int BlockBytes = 64 * 1024;
    private const int NumberOffset = 16;

    // Tools tell a compressed layer from a plain one by these bytes (RFC 1952) and would compress a plain one on their
    // way.
    private static readonly byte[] GzipHeader = [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0xff];
    private readonly byte[] block = new byte[BlockBytes];

    public GeneratedContent(int seed, long sizeBytes)
    {
        Seed = seed;
        SizeBytes = sizeBytes;
        new Random(seed).NextBytes(block);
        GzipHeader.CopyTo(block, 0);
    }

    /// <summary>With the size it says what the content is.</summary>
    public int Seed { get; }

    public long SizeBytes { get; }

    public Stream Open(long offset) => new Reader(this, offset);

    private int Fill(Span<byte> buffer, long position)
    {
        var offset = (int)(position % BlockBytes);
        var count = (int)Math.Min(Math.Min(buffer.Length, BlockBytes - offset), SizeBytes - position);
        if (count <= 0)
        {
            return 0;
        }

        block.AsSpan(offset, count).CopyTo(buffer);
        // The block's number keeps one block from standing for another.
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, position / BlockBytes);
        for (var i = 0; i < number.Length; i++)
        {
            if (NumberOffset + i - offset is var target && target >= 0 && target < count)
            {
                buffer[target] = number[i];
            }
        }

        return count;
    }

    private sealed class Reader(GeneratedContent content, long start) : Stream
    {
        private long position = start;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var total = 0;
            while (total < buffer.Length && content.Fill(buffer[total..], position) is var count and > 0)
            {
                total += count;
                position += count;
            }

            return total;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
