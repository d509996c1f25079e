namespace CmpPromoter.Extraction;

/// <summary>The keys that one mapping of the YAML parser has shown so far; quick for a few, and linear in time for a million.</summary>
internal sealed class MappingKeys
{
    /// <summary>Up to here comparing beats hashing.</summary>
    private const int MaxFew = 16;

    private readonly List<string> few = new(MaxFew);
    private HashSet<string>? many;

    /// <returns><c>false</c> when the key was there.</returns>
    public bool Add(string key)
    {
        if (many is not null)
        {
            return many.Add(key);
        }

        if (few.Contains(key))
        {
            return false;
        }

        if (few.Count < MaxFew)
        {
            few.Add(key);
            return true;
        }

        many = new HashSet<string>(few, StringComparer.Ordinal);
        return many.Add(key);
    }

    /// <summary>Forgets all keys, so that the next mapping can use this.</summary>
    public void Clear()
    {
        few.Clear();
        many = null;
    }
}
