namespace CmpPromoter.Extraction;

/// <summary>A scalar that may be an image, kept until its document ends and says what resource it stood in.</summary>
/// <param name="Scope">The innermost mapping that may be a resource of its own.</param>
/// <param name="Path">From the document's root.</param>
/// <param name="Text">The scalar's value.</param>
/// <param name="Line">From 1.</param>
/// <param name="IsInDestination">The text begins with the destination registry's host and a slash.</param>
internal sealed record ImageCandidate(
    ResourceScope Scope, ImmutableArray<PathSegment> Path, string Text, int Line, bool IsInDestination);
