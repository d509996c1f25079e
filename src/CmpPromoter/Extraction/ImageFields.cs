using System.Collections.Frozen;
using CmpPromoter.Overlays;

namespace CmpPromoter.Extraction;

/// <summary>All places where this program looks for images: the known ones and the administrator's.</summary>
internal sealed class ImageFields
{
    private readonly FrozenDictionary<string, ImmutableArray<ImageFieldRule>> declared;
    private readonly FrozenDictionary<string, ImmutableArray<ImageFieldRule>> configured;

    public ImageFields(IEnumerable<ImageFieldRule> declared, IEnumerable<ImageFieldRule> configured)
    {
        this.declared = ByLastKey(declared);
        this.configured = ByLastKey(configured);
        Keys = this.declared.Keys.Concat(this.configured.Keys).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Only scalars under these keys can be images by some rule.</summary>
    public FrozenSet<string> Keys { get; }

    /// <summary>Why a resource's scalar at <paramref name="path"/> is an image; absent when no rule says so.</summary>
    public ImageUseOrigin? FindOrigin(string group, string kind, ReadOnlySpan<PathSegment> path)
    {
        var key = LastKey(path);

        // A definition describes resources, so the shapes in it (and in its examples) are nobody's pods.
        var isDefinition = kind is "CustomResourceDefinition";
        if (!isDefinition && HasMatch(declared, key, group, kind, path))
        {
            return ImageUseOrigin.Declared;
        }

        return HasMatch(configured, key, group, kind, path) ? ImageUseOrigin.Configured : null;
    }

    private static bool HasMatch(
        FrozenDictionary<string, ImmutableArray<ImageFieldRule>> rules,
        string key,
        string group,
        string kind,
        ReadOnlySpan<PathSegment> path)
    {
        if (rules.TryGetValue(key, out var candidates))
        {
            foreach (var rule in candidates)
            {
                if (rule.Matches(group, kind, path))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static string LastKey(ReadOnlySpan<PathSegment> path)
    {
        for (var index = path.Length - 1; index >= 0; index--)
        {
            if (path[index].Key is { } key)
            {
                return key;
            }
        }

        return "";
    }

    private static FrozenDictionary<string, ImmutableArray<ImageFieldRule>> ByLastKey(
        IEnumerable<ImageFieldRule> rules) => rules
        .GroupBy(rule => rule.LastKey, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
}
