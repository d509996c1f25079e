using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using YamlDotNet.Core.Events;

namespace CmpPromoter.Extraction;

/// <summary>
/// Reads the rendered overlay event by event and in bounded memory: aliases come out as what they stand for, and every
/// fault of the text is a <see cref="PromoterException"/> that names line and column.
/// </summary>
internal sealed class OverlayReader : IDisposable
{
    /// <summary>Argo CD itself takes 100 MiB of manifests from a plugin at most, by its default.</summary>
    public const int MaxBytes = 100 * 1024 * 1024;

    /// <summary>Twice the depth of the deepest definitions in use; the walk recurses once per level.</summary>
    public const int MaxDepth = 128;

    /// <summary>Ends a stream whose aliases double at every step ("billion laughs") within half a second.</summary>
    public const int MaxExpandedEvents = 500_000;

    /// <summary>
    /// So often a document that the quick reader does not understand makes a parser of its own; an overlay of more is none that
    /// kustomize printed, and one parser reads the rest.
    /// </summary>
    private const int MaxParsers = 64;

    private readonly ReadOnlyMemory<byte> bytes;
    private readonly OverlayFaults faults;
    private readonly CanonicalReader? canonical;
    private readonly OverlayMemory memory = new();
    private YamlEvents? yaml;
    private int parsers;
    private int nextCanonical;
    private int position;
    private int line = 1;
    private int depth;
    private int expandedEvents;

    /// <param name="overlay">What is read.</param>
    /// <param name="wanted">Scalars that nobody wants may come without their text.</param>
    /// <param name="isQuick">Documents of the shape that kustomize prints are read without the YAML parser.</param>
    /// <exception cref="PromoterException">
    /// The overlay is larger than <see cref="MaxBytes"/>, holds a NUL, or is not UTF-8.
    /// </exception>
    public OverlayReader(RenderedOverlay overlay, WantedScalars wanted, bool isQuick)
    {
        bytes = overlay.Bytes;
        faults = new OverlayFaults(overlay.Directory);
        OverlayText.Require(bytes.Span, faults);

        // Only the parser knows for which documents a directive holds.
        canonical = isQuick && !OverlayText.MayHaveDirective(bytes.Span) ? new CanonicalReader(bytes, wanted) : null;
    }

    /// <summary>What <see cref="Read"/> read last.</summary>
    public OverlayEvent Current { get; private set; }

    /// <summary>No mapping of the document of <see cref="Current"/> has a key twice; else whoever reads must see to that.</summary>
    public bool HasUniqueKeys => yaml is null;

    /// <returns><c>false</c> at the end of the stream.</returns>
    /// <exception cref="PromoterException">The text is not YAML, or passes a bound of this reader.</exception>
    public bool Read()
    {
        if (canonical is not null && (nextCanonical < canonical.Events.Count || TryReadOn(canonical)))
        {
            Current = canonical.Events[nextCanonical++];
            return true;
        }

        if (yaml is null)
        {
            if (position > 0 && position == bytes.Length)
            {
                return false;
            }

            if (TryReadCanonical(position, line))
            {
                return true;
            }

            parsers++;
            yaml = new YamlEvents(bytes, position, line, faults);
        }

        return ReadYaml(yaml);
    }

    /// <summary>Passes over the rest of the node whose first event is <see cref="Current"/>.</summary>
    public void Skip()
    {
        if (Current.Kind is not (OverlayEventKind.MappingStart or OverlayEventKind.SequenceStart))
        {
            return;
        }

        var outside = depth - 1;
        while (depth > outside && Read())
        {
        }
    }

    /// <summary>Passes over the node that comes next and remembers it until the document ends.</summary>
    public OverlaySegment Capture()
    {
        var start = memory.BeginCapture();
        Read();
        Skip();
        return memory.EndCapture(start);
    }

    /// <summary>Makes a captured node the one that comes next; what followed comes after it.</summary>
    public void Replay(OverlaySegment segment) => memory.Replay(segment, isPartOfText: false);

    public PromoterException Refuse(string reason) => faults.At(reason, Current.Line, Current.Column);

    public void Dispose() => yaml?.Dispose();

    private bool ReadYaml(YamlEvents events)
    {
        while (true)
        {
            if (memory.TryReplay(out var replayed))
            {
                CountExpansion(replayed);
                return Deliver(replayed);
            }

            if (!events.MoveNext())
            {
                return false;
            }

            switch (events.Current)
            {
                case AnchorAlias alias:
                    Expand(alias, events);
                    break;
                case NodeEvent { Anchor.IsEmpty: false } node:
                    memory.Anchor(node.Anchor.Value, isScalar: node is Scalar);
                    return Deliver(events.Convert(node));
                case DocumentStart document when TryLeaveYaml(document, events):
                    return true;
                case StreamStart or StreamEnd or Comment:
                    break;
                case { } other:
                    return Deliver(events.Convert(other));
                default:
                    return false;
            }
        }
    }

    private bool TryLeaveYaml(DocumentStart document, YamlEvents events)
    {
        var start = canonical is null || parsers == MaxParsers ? -1 : events.FindMarker(document);
        if (start < 0 || !TryReadCanonical(start, events.LineOf(document.Start)))
        {
            return false;
        }

        events.Dispose();
        yaml = null;
        return true;
    }

    private bool TryReadCanonical(int start, int startLine)
    {
        if (canonical is null || !canonical.TryRead(start, startLine))
        {
            nextCanonical = int.MaxValue;
            return false;
        }

        (position, line) = (canonical.End, canonical.EndLine);
        Current = canonical.Events[0];
        nextCanonical = 1;
        return true;
    }

    private bool TryReadOn(CanonicalReader pieces)
    {
        if (yaml is not null || !pieces.TryReadOn())
        {
            return false;
        }

        nextCanonical = 0;
        return true;
    }

    private void Expand(AnchorAlias alias, YamlEvents events)
    {
        var name = alias.Value.Value;
        if (!memory.TryExpand(name))
        {
            throw faults.At(
                $"alias *{SafeText.OneLine(name, 100)} stands for no anchor before it, or for what it is part of",
                events.LineOf(alias.Start),
                (int)alias.Start.Column);
        }
    }

    private bool Deliver(OverlayEvent next)
    {
        Current = next;
        switch (next.Kind)
        {
            case OverlayEventKind.MappingStart or OverlayEventKind.SequenceStart:
                depth++;
                break;
            case OverlayEventKind.MappingEnd or OverlayEventKind.SequenceEnd:
                depth--;
                break;
            case OverlayEventKind.DocumentEnd:
                memory.Clear();
                return true;
        }

        if (depth > MaxDepth)
        {
            throw Refuse($"it nests deeper than {MaxDepth} levels");
        }

        if (!memory.TryRemember(next))
        {
            throw Refuse($"its anchors hold more than {OverlayMemory.MaxEvents} values; write those out");
        }

        return true;
    }

    private void CountExpansion(OverlayEvent replayed)
    {
        if (++expandedEvents > MaxExpandedEvents)
        {
            throw faults.At($"its aliases expand to more than {MaxExpandedEvents} values", replayed.Line, replayed.Column);
        }
    }
}
