namespace CmpPromoter.LocalEcr.Layers;

/// <summary>The bytes of a blob, wherever they are.</summary>
public interface IBlobContent
{
    long SizeBytes { get; }

    /// <summary>A stream of its own from this offset to the end.</summary>
    Stream Open(long offset);
}
