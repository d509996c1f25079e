namespace CmpPromoter.Extraction;

/// <summary>One event of the rendered overlay's YAML, aliases already replaced by what they stand for.</summary>
/// <param name="Kind">What begins or ends here.</param>
/// <param name="Text">A scalar's value; else empty.</param>
/// <param name="IsPlain">The scalar has neither quotes, block style nor tag, so that YAML gives it a type.</param>
/// <param name="Line">Where it stands, from 1; what came through an alias stands where its anchor is.</param>
/// <param name="Column">From 1.</param>
internal readonly record struct OverlayEvent(OverlayEventKind Kind, string Text, bool IsPlain, int Line, int Column)
{
    /// <summary>YAML's null, as Kubernetes reads it.</summary>
    public bool IsNull => IsPlain && Text is ("" or "~" or "null" or "Null" or "NULL");

    public bool IsMergeKey => IsPlain && Text is "<<";
}

/// <summary>What an <see cref="OverlayEvent"/> is.</summary>
internal enum OverlayEventKind
{
    DocumentStart,
    DocumentEnd,
    MappingStart,
    MappingEnd,
    SequenceStart,
    SequenceEnd,
    Scalar,
}

/// <summary>A whole node among the events that an <see cref="OverlayMemory"/> holds.</summary>
internal readonly record struct OverlaySegment(int Start, int End);
