using CmpPromoter.Rendering;

namespace CmpPromoter.Tests.Rendering;

public sealed class OutputCaptureTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(3_000_000)]
    [InlineData(5_000_000)]
    public async Task Output_up_to_the_limit_is_kept_byte_for_byte(int length)
    {
        var written = Bytes(length);
        var capture = new OutputCapture(5_000_000);

        await capture.ReadAsync(new MemoryStream(written), TestContext.Current.CancellationToken);

        Assert.False(capture.IsTooLarge);
        Assert.True(capture.Bytes.Span.SequenceEqual(written));
    }

    [Theory]
    [InlineData(10, 11)]
    [InlineData(5_000_000, 5_000_001)]
    [InlineData(5_000_000, 9_000_000)]
    public async Task Output_above_the_limit_is_not_read_to_its_end(int limit, int length)
    {
        var stream = new MemoryStream(Bytes(length));
        var capture = new OutputCapture(limit);

        await capture.ReadAsync(stream, TestContext.Current.CancellationToken);

        Assert.True(capture.IsTooLarge);
        Assert.InRange(stream.Position, limit + 1, Math.Max(limit + 1, 64 * 1024));
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
