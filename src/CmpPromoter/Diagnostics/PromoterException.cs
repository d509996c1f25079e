namespace CmpPromoter.Diagnostics;

/// <summary>
/// A failure the user is told about in one message: doing what, to which thing, what came back, what to try.
/// The message never holds a token, an Authorization header or a URL's query values.
/// </summary>
internal sealed class PromoterException(FailureKind kind, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public FailureKind Kind { get; } = kind;

    /// <summary>Its first line says for whom and with what consequence, and needs none before it.</summary>
    public bool IsConclusion { get; init; }
}
