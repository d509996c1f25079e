using CmpPromoter.Configuration;

namespace CmpPromoter.Extraction;

/// <summary>A place where resources of some kind name an image.</summary>
internal sealed class ImageFieldRule
{
    private const string Anywhere = "**";
    private const string SequenceMark = "[]";

    private readonly ImmutableArray<Step> steps;
    private readonly string? group;
    private readonly string? kind;
    private readonly bool isAnywhere;

    private ImageFieldRule(string? group, string? kind, ImmutableArray<Step> steps, bool isAnywhere)
    {
        this.group = group;
        this.kind = kind;
        this.steps = steps;
        this.isAnywhere = isAnywhere;
    }

    /// <summary>The key of the scalar itself, or of the sequence that holds it.</summary>
    public string LastKey => steps[^1].Key;

    /// <param name="group">The API group; absent: any.</param>
    /// <param name="kind">Absent: any.</param>
    /// <param name="path">Keys joined by '/'; <c>key[]</c> holds a sequence; <c>**/</c> in front: at any depth.</param>
    public static ImageFieldRule Known(string? group, string? kind, string path)
    {
        var keys = path.Split('/').AsSpan();
        var isAnywhere = keys[0] is Anywhere;
        var steps = ImmutableArray.CreateBuilder<Step>();
        foreach (var key in isAnywhere ? keys[1..] : keys)
        {
            steps.Add(key.EndsWith(SequenceMark, StringComparison.Ordinal)
                ? new Step(key[..^SequenceMark.Length], Sequences.Needed)
                : new Step(key, Sequences.Refused));
        }

        return new ImageFieldRule(group, kind, steps.ToImmutable(), isAnywhere);
    }

    public static ImageFieldRule Of(ImageFieldOptions options) => new(
        options.Group,
        options.Kind,
        [.. options.Path.Select(key => new Step(key, Sequences.WalkedThrough))],
        isAnywhere: false);

    /// <param name="resourceGroup">The API group of the resource.</param>
    /// <param name="resourceKind">Its kind.</param>
    /// <param name="path">From the resource's root.</param>
    public bool Matches(string resourceGroup, string resourceKind, ReadOnlySpan<PathSegment> path)
    {
        if ((kind is not null && kind != resourceKind) || (group is not null && group != resourceGroup))
        {
            return false;
        }

        // From the end, because the end is what differs from path to path.
        var rest = path.Length;
        for (var index = steps.Length - 1; index >= 0; index--)
        {
            var end = rest;
            while (rest > 0 && path[rest - 1].Key is null)
            {
                rest--;
            }

            var isFitting = steps[index].Sequences switch
            {
                Sequences.Refused => end == rest,
                Sequences.Needed => end == rest + 1,
                _ => true,
            };
            if (!isFitting || rest == 0 || path[--rest].Key != steps[index].Key)
            {
                return false;
            }
        }

        return isAnywhere || rest == 0;
    }

    private enum Sequences
    {
        Refused,
        Needed,
        WalkedThrough,
    }

    private readonly record struct Step(string Key, Sequences Sequences);
}
