namespace CmpPromoter.Extraction;

/// <summary>How much of a scalar's value some text is.</summary>
internal enum TextKind
{
    /// <summary>All of it.</summary>
    Value,

    /// <summary>Its beginning; what follows is no character of a reference.</summary>
    Line,

    /// <summary>Its beginning, and anything may follow.</summary>
    Beginning,
}
