using CmpPromoter.Diagnostics;

namespace CmpPromoter.Extraction;

/// <summary>
/// Walks the documents of an overlay once, in order, and keeps the few scalars that may be images together with what
/// is needed to judge them at the document's end.
/// </summary>
/// <param name="reader">Where the events come from.</param>
/// <param name="wanted">Which scalars may be images.</param>
internal sealed class DocumentWalker(OverlayReader reader, WantedScalars wanted)
{
    /// <summary>Ten times what an overlay may name, as not every candidate is an image; some 30 MiB of paths.</summary>
    private const int MaxCandidates = 100_000;

    private readonly List<PathSegment> path = [];
    private readonly List<ImageCandidate> candidates = [];
    private readonly Stack<MappingKeys<string>> unusedKeys = new();
    private ResourceScope scope = new(null, 0);
    private int items;

    /// <summary>The document's scalars that may be images, as they stand; the next document replaces them.</summary>
    public IReadOnlyList<ImageCandidate> Candidates => candidates;

    /// <summary>How many resources the document holds: none when it is empty, the items of a list.</summary>
    public int Resources { get; private set; }

    /// <returns><c>false</c> when there is no further document.</returns>
    public bool ReadDocument()
    {
        if (!reader.Read())
        {
            return false;
        }

        var root = new ResourceScope(null, 0);
        scope = root;
        candidates.Clear();
        items = 0;
        Resources = 0;
        reader.Read();
        if (reader.Current.Kind is OverlayEventKind.MappingStart)
        {
            WalkMapping();
            Resources = root.IsList ? items : 1;
        }
        else if (!reader.Current.IsNull)
        {
            throw reader.Refuse("a document is not a Kubernetes resource (a mapping)");
        }

        reader.Read();
        return true;
    }

    private void WalkNode()
    {
        switch (reader.Current.Kind)
        {
            case OverlayEventKind.MappingStart:
                WalkMapping();
                break;
            case OverlayEventKind.SequenceStart:
                WalkSequence();
                break;
            default:
                Note(reader.Current);
                break;
        }
    }

    private void WalkSequence()
    {
        var isItems = path.Count == scope.PathLength + 1 && path[^1].Key is "items";
        scope.HasItems |= isItems;
        for (var index = 0; NextUnless(OverlayEventKind.SequenceEnd); index++)
        {
            path.Add(new PathSegment(null, index));
            if (isItems && reader.Current.Kind is OverlayEventKind.MappingStart)
            {
                WalkItem();
            }
            else
            {
                WalkNode();
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    private void WalkItem()
    {
        var outer = scope;
        items += outer.PathLength == 0 ? 1 : 0;
        scope = new ResourceScope(outer, path.Count);
        WalkMapping();
        scope = outer;
    }

    private void WalkMapping()
    {
        if (!unusedKeys.TryPop(out var keys))
        {
            keys = new MappingKeys<string>();
        }

        WalkEntries(keys, isMerged: false);
        keys.Clear();
        unusedKeys.Push(keys);
    }

    /// <param name="keys">What it has; a merged entry of the same key gives way, a written one is wrong.</param>
    /// <param name="isMerged">The entries are another mapping's, brought here by <c>&lt;&lt;</c>.</param>
    private void WalkEntries(MappingKeys<string> keys, bool isMerged)
    {
        OverlaySegment? merged = null;
        while (NextUnless(OverlayEventKind.MappingEnd))
        {
            var key = reader.Current;
            if (key.Kind is not OverlayEventKind.Scalar)
            {
                throw reader.Refuse("a mapping has a key that is not text");
            }

            if (key.IsMergeKey)
            {
                merged = merged is null ? reader.Capture() : throw reader.Refuse("a mapping has two merge keys '<<'");
            }
            else if (reader.HasUniqueKeys || keys.Add(key.Text))
            {
                reader.Read();
                path.Add(new PathSegment(key.Text, 0));
                WalkNode();
                path.RemoveAt(path.Count - 1);
            }
            else if (isMerged)
            {
                reader.Read();
                reader.Skip();
            }
            else
            {
                throw reader.Refuse($"a mapping has the key '{SafeText.OneLine(key.Text, 100)}' twice");
            }
        }

        // Last, because the mapping's own entries win wherever they stand.
        if (merged is { } segment)
        {
            Merge(segment, keys);
        }
    }

    private void Merge(OverlaySegment segment, MappingKeys<string> keys)
    {
        reader.Replay(segment);
        reader.Read();
        switch (reader.Current.Kind)
        {
            case OverlayEventKind.MappingStart:
                WalkEntries(keys, isMerged: true);
                break;
            case OverlayEventKind.SequenceStart:
                while (NextUnless(OverlayEventKind.SequenceEnd))
                {
                    RequireMapping();
                    WalkEntries(keys, isMerged: true);
                }

                break;
            default:
                RequireMapping();
                break;
        }
    }

    private void RequireMapping()
    {
        if (reader.Current.Kind is not OverlayEventKind.MappingStart)
        {
            throw reader.Refuse("a merge key '<<' takes a mapping or a sequence of mappings");
        }
    }

    private bool NextUnless(OverlayEventKind end) => reader.Read() && reader.Current.Kind != end;

    private void Note(OverlayEvent scalar)
    {
        if (scalar.Text.Length == 0)
        {
            return;
        }

        NoteIdentity(scalar.Text);
        var isInDestination = wanted.IsInDestination(scalar.Text);
        if (!isInDestination && (scalar.IsNull || !IsImageKey()))
        {
            return;
        }

        if (candidates.Count == MaxCandidates)
        {
            throw reader.Refuse($"one document has more than {MaxCandidates} scalars that may be images");
        }

        candidates.Add(new ImageCandidate(scope, [.. path], scalar.Text, scalar.Line, isInDestination));
    }

    private bool IsImageKey()
    {
        // A path that ends in a sequence is its key's: images: [a, b].
        var last = path.Count - 1;
        while (last >= 0 && path[last].Key is null)
        {
            last--;
        }

        return last >= 0 && wanted.IsImageKey(path[last].Key!); // The loop has passed over those without a key.
    }

    private void NoteIdentity(string text)
    {
        switch (path.Count - scope.PathLength)
        {
            case 1 when path[^1].Key is "apiVersion":
                scope.ApiVersion = text;
                break;
            case 1 when path[^1].Key is "kind":
                scope.Kind = text;
                break;
            case 2 when path[^2].Key is "metadata" && path[^1].Key is "name":
                scope.Name = text;
                break;
            case 2 when path[^2].Key is "metadata" && path[^1].Key is "namespace":
                scope.Namespace = text;
                break;
        }
    }
}
