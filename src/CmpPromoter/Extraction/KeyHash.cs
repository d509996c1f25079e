using System.Buffers.Binary;
using System.Numerics;

namespace CmpPromoter.Extraction;

/// <summary>SipHash-2-4 of a mapping's key: nobody who does not know the seed can find two keys of one hash.</summary>
/// <remarks>Aumasson and Bernstein, "SipHash: a fast short-input PRF", https://www.aumasson.jp/siphash/siphash.pdf.</remarks>
/// <param name="seed">16 bytes that the author of the keys does not know.</param>
internal sealed class KeyHash(ReadOnlySpan<byte> seed)
{
    private readonly ulong first = BinaryPrimitives.ReadUInt64LittleEndian(seed);
    private readonly ulong second = BinaryPrimitives.ReadUInt64LittleEndian(seed[sizeof(ulong)..]);

    /// <summary>With a seed of its own, from the system's generator for secrets; a Guid's way to it loads no OpenSSL.</summary>
    public static KeyHash Seeded()
    {
        Span<byte> seed = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(seed);
        return new KeyHash(seed);
    }

    public ulong Of(ReadOnlySpan<byte> key)
    {
        var state = new State
        {
            V0 = first ^ 0x736F6D6570736575,
            V1 = second ^ 0x646F72616E646F6D,
            V2 = first ^ 0x6C7967656E657261,
            V3 = second ^ 0x7465646279746573,
        };
        var rest = key;
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
        {
            state.Take(BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        var last = (ulong)key.Length << 56;
        for (var index = 0; index < rest.Length; index++)
        {
            last |= (ulong)rest[index] << (8 * index);
        }

        state.Take(last);
        return state.End();
    }

    private struct State
    {
        public ulong V0;
        public ulong V1;
        public ulong V2;
        public ulong V3;

        public void Take(ulong word)
        {
            V3 ^= word;
            Round();
            Round();
            V0 ^= word;
        }

        public ulong End()
        {
            V2 ^= 0xFF;
            Round();
            Round();
            Round();
            Round();
            return V0 ^ V1 ^ V2 ^ V3;
        }

        private void Round()
        {
            V0 += V1;
            V2 += V3;
            V1 = BitOperations.RotateLeft(V1, 13) ^ V0;
            V3 = BitOperations.RotateLeft(V3, 16) ^ V2;
            V0 = BitOperations.RotateLeft(V0, 32);
            V2 += V1;
            V0 += V3;
            V1 = BitOperations.RotateLeft(V1, 17) ^ V2;
            V3 = BitOperations.RotateLeft(V3, 21) ^ V0;
            V2 = BitOperations.RotateLeft(V2, 32);
        }
    }
}
