using System.Runtime.InteropServices;

namespace CmpPromoter.Extraction;

/// <summary>The keys that one mapping has shown so far; quick for a few, and linear in time for a million.</summary>
/// <typeparam name="TKey">A key's text, or what stands for it.</typeparam>
internal sealed class MappingKeys<TKey>
    where TKey : IEquatable<TKey>
{
    /// <summary>Up to here comparing beats hashing.</summary>
    private const int MaxFew = 16;

    private readonly List<TKey> few = new(MaxFew);
    private HashSet<TKey>? many;

    /// <returns><c>false</c> when the key was there.</returns>
    public bool Add(TKey key)
    {
        if (many is not null)
        {
            return many.Add(key);
        }

        if (CollectionsMarshal.AsSpan(few).Contains(key))
        {
            return false;
        }

        if (few.Count < MaxFew)
        {
            few.Add(key);
            return true;
        }

        many = new HashSet<TKey>(few);
        return many.Add(key);
    }

    /// <summary>Forgets all keys, so that the next mapping can use this.</summary>
    public void Clear()
    {
        few.Clear();
        many = null;
    }
}
