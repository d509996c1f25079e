using CmpPromoter.Extraction;

namespace CmpPromoter.Tests.Extraction;

public sealed class KeyHashTests
{
    /// <summary>The reference implementation's vectors: keys 00 01 02 … of these lengths, with the seed 00 01 … 0f.</summary>
    [Theory]
    [InlineData(0, 0x726FDB47DD0E0E31)]
    [InlineData(1, 0x74F839C593DC67FD)]
    [InlineData(2, 0x0D6C8009D9A94F5A)]
    [InlineData(7, 0xAB0200F58B01D137)]
    [InlineData(8, 0x93F5F5799A932462)]
    [InlineData(15, 0xA129CA6149BE45E5)]
    public void It_is_SipHash(int length, ulong expected) => Assert.Equal(expected, new KeyHash(Numbers(16)).Of(Numbers(length)));

    [Fact]
    public void Each_seed_is_another() => Assert.NotEqual(KeyHash.Seeded().Of("key"u8), KeyHash.Seeded().Of("key"u8));

    private static byte[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(number => (byte)number)];
}
