namespace CmpPromoter.Extraction;

/// <summary>
/// Reads one document at a time of the YAML that kustomize prints, far quicker than a YAML parser, and gives exactly the
/// events that the parser gives; whatever is not surely of that shape it leaves to the parser.
/// </summary>
/// <remarks>
/// A document is seen whole before its first event is used, so leaving one halfway has no trace. One with more events than
/// are held at a time is read once more, in pieces.
/// </remarks>
/// <param name="overlay">The overlay.</param>
/// <param name="wanted">Scalars that nobody wants come without their text.</param>
internal sealed class CanonicalReader(ReadOnlyMemory<byte> overlay, WantedScalars wanted)
{
    private readonly CanonicalLines lines = new(overlay, wanted);
    private int firstOdd = -1;

    /// <summary>
    /// How many events are held at a time. The largest definitions in use have four fifths of it; several times as much memory as
    /// that many take is held in the end, since the collector takes for lasting what lives so long.
    /// </summary>
    public int MaxEvents { get; init; } = 50_000;

    /// <summary>The document's events, or the next piece of them, of scalars that nobody wants without their text.</summary>
    public IReadOnlyList<OverlayEvent> Events => lines.Events;

    /// <summary>Where the document ends: at the next one's <c>---</c>, or at the overlay's end.</summary>
    public int End { get; private set; }

    /// <summary>The line of <see cref="End"/>, from 1.</summary>
    public int EndLine { get; private set; }

    /// <param name="start">Where the document begins: at its <c>---</c>, or at the overlay's beginning.</param>
    /// <param name="startLine">The line of <paramref name="start"/>, from 1.</param>
    /// <returns><c>false</c> when the document, or where it ends, is not surely understood.</returns>
    public bool TryRead(int start, int startLine)
    {
        if (firstOdd < start)
        {
            firstOdd = start + CanonicalBytes.FirstOdd(overlay.Span[start..]);
        }

        var isWhole = true;
        lines.Begin(start, startLine, isKnown: false);
        while (lines.IsInDocument)
        {
            if (!lines.TryRead() || lines.Position > firstOdd)
            {
                return false;
            }

            if (lines.Events.Count > MaxEvents)
            {
                isWhole = false;
                lines.Forget();
            }
        }

        if (!lines.TryEnd())
        {
            return false;
        }

        (End, EndLine) = (lines.Position, lines.Line);
        if (!isWhole)
        {
            lines.Begin(start, startLine, isKnown: true);
            ReadPiece();
        }

        return true;
    }

    /// <summary>Goes on with a document that is read in pieces.</summary>
    /// <returns><c>false</c> when <see cref="Events"/> held its last.</returns>
    public bool TryReadOn()
    {
        if (lines.Position == End)
        {
            return false;
        }

        lines.Forget();
        ReadPiece();
        return true;
    }

    /// <summary>Every line of it was understood when it was read before.</summary>
    private void ReadPiece()
    {
        while (lines.Position < End && lines.Events.Count <= MaxEvents)
        {
            lines.TryRead();
        }

        if (lines.Position == End)
        {
            lines.TryEnd();
        }
    }
}
