using System.Buffers.Binary;
using System.Text;

namespace CmpPromoter.Extraction;

/// <summary>The keys of mappings as strings, made once for keys that come again and again.</summary>
/// <remarks>A key has one slot, which the last key to need it holds: nobody can make it grow or slow.</remarks>
internal sealed class KeyCache(WantedScalars wanted)
{
    private const int SlotBits = 11;

    private readonly KeyHash hash = KeyHash.Seeded();
    private readonly CachedKey?[] slots = new CachedKey?[1 << SlotBits];

    public CachedKey Find(ReadOnlySpan<byte> key)
    {
        ref var slot = ref slots[SlotOf(key)];
        if (slot is null || !Ascii.Equals(key, slot.Text))
        {
            var text = Encoding.UTF8.GetString(key);
            slot = new CachedKey(
                text,
                IsWanted: wanted.IsImageKey(text) || text is "apiVersion" or "kind",
                IsName: text is "name" or "namespace",
                hash.Of(key));
        }

        return slot;
    }

    private static int SlotOf(ReadOnlySpan<byte> key)
    {
        // Both ends, because keys of one family differ in either.
        ulong hash;
        if (key.Length >= sizeof(ulong))
        {
            hash = BinaryPrimitives.ReadUInt64LittleEndian(key)
                ^ (BinaryPrimitives.ReadUInt64LittleEndian(key[^sizeof(ulong)..]) * 0x9E3779B97F4A7C15);
        }
        else
        {
            hash = 0;
            foreach (var value in key)
            {
                hash = (hash << 8) | value;
            }
        }

        return (int)(((hash + (ulong)key.Length) * 0x9E3779B97F4A7C15) >> (64 - SlotBits));
    }
}

/// <summary>A mapping's key.</summary>
/// <param name="Text">Its value.</param>
/// <param name="IsWanted">What stands under it may be an image, or says which resource an image stands in.</param>
/// <param name="IsName">The same when it stands in a resource's metadata.</param>
/// <param name="Hash">Keys that differ hardly ever have the same; nobody can choose two that do.</param>
internal sealed record CachedKey(string Text, bool IsWanted, bool IsName, ulong Hash);
