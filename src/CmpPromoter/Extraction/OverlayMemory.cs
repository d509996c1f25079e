namespace CmpPromoter.Extraction;

/// <summary>
/// The events of one document's anchored and merged nodes, so that an alias can be replayed. Documents without an
/// anchor and without a merge key leave it empty; it never holds more than <see cref="MaxEvents"/>.
/// </summary>
/// <remarks>
/// What it holds has no aliases in it: they were replaced on the way in. So an alias means what its anchor meant where
/// the alias stood, even when the anchor's name is used again later.
/// </remarks>
internal sealed class OverlayMemory
{
    /// <summary>About 20 MiB besides the scalars themselves.</summary>
    public const int MaxEvents = 500_000;

    private readonly List<OverlayEvent> events = [];
    private readonly Dictionary<string, OverlaySegment> anchors = new(StringComparer.Ordinal);
    private readonly Stack<OpenAnchor> open = new();
    private readonly Stack<PendingReplay> replays = new();
    private string? anchorOfNextScalar;
    private int captures;
    private int depth;
    private bool isPartOfText = true;

    /// <summary>The node whose first event is remembered next has this anchor.</summary>
    public void Anchor(string name, bool isScalar)
    {
        // Until its end is reached the name stands for nothing: YAML lets a node hold itself, Kubernetes does not.
        anchors.Remove(name);
        if (isScalar)
        {
            anchorOfNextScalar = name;
        }
        else
        {
            open.Push(new OpenAnchor(name, events.Count, depth));
        }
    }

    /// <returns><c>false</c> when no finished anchor has this name.</returns>
    public bool TryExpand(string name)
    {
        if (!anchors.TryGetValue(name, out var segment))
        {
            return false;
        }

        Replay(segment, isPartOfText: true);
        return true;
    }

    /// <param name="segment">What comes out next.</param>
    /// <param name="isPartOfText">It stands where it comes out, so an anchor round it holds it too.</param>
    public void Replay(OverlaySegment segment, bool isPartOfText) =>
        replays.Push(new PendingReplay(segment.Start, segment.End, isPartOfText));

    public bool TryReplay(out OverlayEvent next)
    {
        isPartOfText = true;
        while (replays.TryPop(out var replay))
        {
            if (replay.Next < replay.End)
            {
                replays.Push(replay with { Next = replay.Next + 1 });
                isPartOfText = replay.IsPartOfText;
                next = events[replay.Next];
                return true;
            }
        }

        next = default;
        return false;
    }

    /// <summary>Takes note of an event that was read, if some anchor or capture is open.</summary>
    /// <returns><c>false</c> when there is no more room.</returns>
    public bool TryRemember(OverlayEvent next)
    {
        if (!isPartOfText)
        {
            return true;
        }

        if (captures > 0 || open.Count > 0 || anchorOfNextScalar is not null)
        {
            if (events.Count == MaxEvents)
            {
                return false;
            }

            events.Add(next);
        }

        if (anchorOfNextScalar is { } name)
        {
            anchors[name] = new OverlaySegment(events.Count - 1, events.Count);
            anchorOfNextScalar = null;
        }

        depth += next.Kind switch
        {
            OverlayEventKind.MappingStart or OverlayEventKind.SequenceStart => 1,
            OverlayEventKind.MappingEnd or OverlayEventKind.SequenceEnd => -1,
            _ => 0,
        };
        while (open.TryPeek(out var anchor) && anchor.Depth == depth)
        {
            open.Pop();
            anchors[anchor.Name] = new OverlaySegment(anchor.Start, events.Count);
        }

        return true;
    }

    /// <summary>From here on events are remembered.</summary>
    public int BeginCapture()
    {
        // A replayed node is remembered already, and remembering it twice would tear an open anchor's events apart.
        if (IsReplaying(out var next))
        {
            return next;
        }

        captures++;
        return events.Count;
    }

    public OverlaySegment EndCapture(int start)
    {
        if (captures == 0)
        {
            return new OverlaySegment(start, replays.Peek().Next);
        }

        captures--;
        return new OverlaySegment(start, events.Count);
    }

    public void Clear()
    {
        events.Clear();
        anchors.Clear();
        open.Clear();
        replays.Clear();
        depth = 0;
    }

    private bool IsReplaying(out int next)
    {
        next = replays.TryPeek(out var replay) ? replay.Next : 0;
        return replays.Count > 0 && replay.Next < replay.End;
    }

    private readonly record struct OpenAnchor(string Name, int Start, int Depth);

    private readonly record struct PendingReplay(int Next, int End, bool IsPartOfText);
}
