namespace CmpPromoter.Configuration;

/// <summary>Where something stands in the file, counted from 1.</summary>
internal readonly record struct ConfigPlace(int Line, int Column) : IComparable<ConfigPlace>
{
    public int CompareTo(ConfigPlace other) => (Line, Column).CompareTo((other.Line, other.Column));
}

/// <summary>A piece of the configuration file as it was written, not yet judged.</summary>
/// <remarks>Abstract: a YAML node is exactly one of the four records below.</remarks>
internal abstract record ConfigNode(ConfigPlace Place);

internal sealed record ConfigScalar(ConfigPlace Place, string Text, bool IsQuoted) : ConfigNode(Place)
{
    /// <summary>Nothing was written, or one of YAML's words for nothing.</summary>
    public bool IsNull => !IsQuoted && Text is ("" or "~" or "null" or "Null" or "NULL");
}

internal sealed record ConfigSequence(ConfigPlace Place, ImmutableArray<ConfigNode> Items) : ConfigNode(Place);

/// <summary>Keys are unique: the reader has reported a second one and kept the first.</summary>
internal sealed record ConfigMapping(ConfigPlace Place, ImmutableArray<ConfigEntry> Entries) : ConfigNode(Place);

/// <summary>Something the reader refused and has reported; nobody says more about it.</summary>
internal sealed record ConfigRefused(ConfigPlace Place) : ConfigNode(Place);

internal sealed record ConfigEntry(ConfigPlace Place, string Key, ConfigNode Value);
