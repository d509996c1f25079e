using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CmpPromoter.Rendering.Parameters;

/// <summary>A piece of YAML as it was written: anchors, aliases, tags and styles are kept, nothing is expanded.</summary>
/// <remarks>Abstract: a YAML node is exactly one of the four records below.</remarks>
internal abstract record YamlNode
{
    /// <summary>An anchor or an alias stands in it.</summary>
    public abstract bool HasAnchors { get; }
}

internal sealed record YamlScalar(Scalar Event) : YamlNode
{
    public override bool HasAnchors => !Event.Anchor.IsEmpty;

    /// <summary>Nothing was written, or one of YAML's words for nothing.</summary>
    public bool IsNull => Event.Style is ScalarStyle.Plain && IsNothing(Event.Value);

    public static bool IsNothing(string plain) => plain is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>A text, whatever it looks like: in double quotes, everything unusual escaped.</summary>
    public static YamlScalar Quoted(string text) =>
        new(new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true));

    /// <summary>A number or a word of ours.</summary>
    public static YamlScalar Plain(string text) =>
        new(new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
}

internal sealed record YamlAlias(AnchorAlias Event) : YamlNode
{
    public override bool HasAnchors => true;
}

internal sealed record YamlSequence(SequenceStart Start, ImmutableArray<YamlNode> Items) : YamlNode
{
    public override bool HasAnchors => !Start.Anchor.IsEmpty || Items.Any(item => item.HasAnchors);

    public static YamlSequence Of(IEnumerable<YamlNode> items) =>
        new(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block), [.. items]);
}

internal sealed record YamlMapping(MappingStart Start, ImmutableArray<KeyValuePair<YamlNode, YamlNode>> Entries) : YamlNode
{
    public override bool HasAnchors =>
        !Start.Anchor.IsEmpty || Entries.Any(entry => entry.Key.HasAnchors || entry.Value.HasAnchors);

    /// <summary>The keys that are texts.</summary>
    public IEnumerable<string> Keys => Entries.Select(entry => entry.Key).OfType<YamlScalar>().Select(key => key.Event.Value);

    public static YamlMapping Of(IEnumerable<KeyValuePair<string, YamlNode>> entries) => new(
        new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block),
        [.. entries.Select(entry => KeyValuePair.Create((YamlNode)YamlScalar.Quoted(entry.Key), entry.Value))]);

    public YamlNode? Find(string key) => Entries.FirstOrDefault(entry => IsKey(entry.Key, key)).Value;

    /// <summary>The text behind a key; <c>null</c> when there is none.</summary>
    public string? Text(string key) => Find(key) is YamlScalar { IsNull: false } scalar ? scalar.Event.Value : null;

    /// <summary>The same mapping with this value behind the key, where the key stands or else at the end.</summary>
    public YamlMapping With(string key, YamlNode value) => this with
    {
        Entries = Find(key) is null
            ? Entries.Add(KeyValuePair.Create((YamlNode)YamlScalar.Quoted(key), value))
            : [.. Entries.Select(entry => IsKey(entry.Key, key) ? KeyValuePair.Create(entry.Key, value) : entry)],
    };

    private static bool IsKey(YamlNode node, string key) => node is YamlScalar scalar && scalar.Event.Value == key;
}
