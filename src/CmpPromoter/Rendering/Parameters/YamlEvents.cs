using System.Collections.Frozen;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CmpPromoter.Rendering.Parameters;

/// <summary>A tree of YAML as the events that write it, and what it means whatever its form.</summary>
internal static class YamlEvents
{
    /// <summary>What a reader of YAML 1.1 or 1.2 may take for something else than a text; numbers and times begin as numbers do.</summary>
    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
        ["true", "false", "yes", "no", "on", "off", "y", "n", "<<", "="], StringComparer.OrdinalIgnoreCase);

    /// <summary>Collections in block form, in which more texts can stand plain.</summary>
    public static IEnumerable<ParsingEvent> Of(YamlNode node) => node switch
    {
        YamlAlias alias => [alias.Event],
        YamlScalar scalar => [Printable(scalar.Event)],
        YamlSequence sequence =>
            [
                new SequenceStart(sequence.Start.Anchor, sequence.Start.Tag, sequence.Start.IsImplicit, SequenceStyle.Block),
                .. sequence.Items.SelectMany(Of),
                new SequenceEnd(),
            ],
        YamlMapping mapping =>
            [
                new MappingStart(mapping.Start.Anchor, mapping.Start.Tag, mapping.Start.IsImplicit, MappingStyle.Block),
                .. mapping.Entries.SelectMany(entry => Of(entry.Key).Concat(Of(entry.Value))),
                new MappingEnd(),
            ],
        _ => throw new InvalidOperationException($"{node.GetType().Name} is no YAML node"),
    };

    /// <summary>All that YAML means by the tree; styles of texts and collections are not a part of it.</summary>
    public static string Describe(YamlNode node)
    {
        var text = new StringBuilder();
        foreach (var one in Of(node))
        {
            _ = one switch
            {
                Scalar scalar => text.Append(scalar.Style is ScalarStyle.Plain ? "p" : "q").Append(scalar.Value.Length).Append(scalar.Value),
                AnchorAlias alias => text.Append('*').Append(alias.Value),
                SequenceStart => text.Append('['),
                SequenceEnd => text.Append(']'),
                MappingStart => text.Append('{'),
                _ => text.Append('}'),
            };
            _ = one is NodeEvent { } start ? text.Append('!').Append(start.Tag).Append('&').Append(start.Anchor).Append('\n') : text;
        }

        return text.ToString();
    }

    /// <summary>In double quotes every text can stand; nothing is written as a word, because an empty place is not always one.</summary>
    private static Scalar Printable(Scalar scalar) => IsPlain(scalar)
        ? new Scalar(
            scalar.Anchor,
            scalar.Tag,
            scalar.Tag.IsEmpty && YamlScalar.IsNothing(scalar.Value) ? "null" : scalar.Value,
            ScalarStyle.Plain,
            scalar.IsPlainImplicit,
            isQuotedImplicit: false)
        : new Scalar(scalar.Anchor, scalar.Tag, scalar.Value, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: scalar.Tag.IsEmpty);

    /// <summary>Its form tells what it means: it may be no text but a number, a word for yes or no, nothing.</summary>
    private static bool IsPlain(Scalar scalar) => scalar.Style is ScalarStyle.Plain
        && !scalar.Value.Contains('\n', StringComparison.Ordinal)
        && (!scalar.Tag.IsEmpty || !IsSurelyText(scalar.Value));

    private static bool IsSurelyText(string value) =>
        !YamlScalar.IsNothing(value) && !Words.Contains(value) && !"0123456789+-.".Contains(value[0], StringComparison.Ordinal);
}
