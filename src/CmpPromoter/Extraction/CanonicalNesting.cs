namespace CmpPromoter.Extraction;

/// <summary>The mappings and sequences round a place in a document of <see cref="CanonicalReader"/>.</summary>
internal sealed class CanonicalNesting
{
    private readonly Level[] levels = new Level[OverlayReader.MaxDepth];
    private readonly MappingKeys<ulong>?[] hashes = new MappingKeys<ulong>?[OverlayReader.MaxDepth];
    private bool comparesKeys;

    /// <summary>The value behind a key, or the document itself, begins on the next line.</summary>
    public bool AwaitsNode { get; set; }

    public int Depth { get; private set; }

    /// <summary>Where the innermost begins, from 0; -1 outside the document's mapping.</summary>
    public int Column => Depth == 0 ? -1 : levels[Depth - 1].Column;

    public bool IsSequence => Depth > 0 && levels[Depth - 1].IsSequence;

    /// <summary>A scalar here may be an image, or tell which resource an image stands in.</summary>
    public bool IsWanted => Depth > 0 && levels[Depth - 1].IsWanted;

    /// <param name="isKnown">The document was read before, and each of its mappings has a key once.</param>
    public void Begin(bool isKnown)
    {
        while (Depth > 0)
        {
            Close();
        }

        (AwaitsNode, comparesKeys) = (true, !isKnown);
    }

    /// <summary>A line at this column is no part of the innermost.</summary>
    public bool EndsBefore(int column, bool isItem) =>
        !AwaitsNode && (Column > column || (Column == column && IsSequence && !isItem));

    public bool IsAt(int column, bool isItem) => Depth > 0 && Column == column && IsSequence == isItem;

    /// <summary>The awaited node may begin at this column; a sequence may do so right below its key.</summary>
    public bool MayBegin(int column, bool isSequence) =>
        Depth == 0 ? column == 0 && !isSequence : column > Column || (column == Column && isSequence);

    /// <returns><c>false</c> when it is too deep.</returns>
    public bool TryOpen(int column, bool isSequence)
    {
        AwaitsNode = false;

        // One level is left for {} and [].
        if (Depth == levels.Length - 1)
        {
            return false;
        }

        levels[Depth] = new Level(column, isSequence, IsWanted: isSequence && IsWanted, Key: null);
        Depth++;
        return true;
    }

    public void Close()
    {
        Depth--;
        hashes[Depth]?.Clear();
    }

    /// <summary>What follows in the innermost mapping stands under this key.</summary>
    /// <returns><c>false</c> when the mapping may have it already.</returns>
    public bool TryEnter(CachedKey key)
    {
        if (comparesKeys && !(hashes[Depth - 1] ??= new()).Add(key.Hash))
        {
            return false;
        }

        var isWanted = key.IsWanted || (key.IsName && Depth > 1 && levels[Depth - 2].Key?.Text is "metadata");
        levels[Depth - 1] = levels[Depth - 1] with { Key = key, IsWanted = isWanted };
        return true;
    }

    /// <param name="Column">Of its keys or dashes, from 0.</param>
    /// <param name="IsSequence">Else it is a mapping.</param>
    /// <param name="IsWanted">Of the scalars in it.</param>
    /// <param name="Key">The mapping's key that was read last.</param>
    private readonly record struct Level(int Column, bool IsSequence, bool IsWanted, CachedKey? Key);
}
