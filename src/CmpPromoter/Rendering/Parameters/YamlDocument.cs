using System.Diagnostics.CodeAnalysis;
using System.Text;
using CmpPromoter.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CmpPromoter.Rendering.Parameters;

/// <summary>Reads one YAML document into a tree and writes a tree that reads the same.</summary>
internal static class YamlDocument
{
    // Ten times the depth of a kustomization with an inlined patch; the reader recurses once per level.
    private const int MaxDepth = 64;

    private static readonly EmitterSettings Settings = new(
        bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024);

    /// <param name="text">The document.</param>
    /// <param name="root">The tree.</param>
    /// <param name="reason">Why there is none, fit for a message.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out YamlNode? root, [NotNullWhen(false)] out string? reason)
    {
        root = null;
        reason = null;
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                reason = "it is empty";
                return false;
            }

            var node = ReadNode(parser, depth: 0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
            {
                reason = "a second document begins in it";
                return false;
            }

            root = node;
            return true;
        }
        catch (YamlException fault)
        {
            reason = $"line {fault.Start.Line}: {SafeText.OneLine(fault.Message, maxChars: 120).TrimEnd('.')}";
            return false;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // The parser's answer to some malformed text: an unclosed flow sequence, a tag that is no URI.
            reason = "an open bracket or quote, or an unknown tag";
            return false;
        }
    }

    /// <exception cref="InvalidOperationException">The text would not read as the tree.</exception>
    public static string Write(YamlNode root)
    {
        using var text = new StringWriter();
        var emitter = new Emitter(text, Settings);
        ImmutableArray<ParsingEvent> events =
            [new StreamStart(), new DocumentStart(), .. EventsOf(root), new DocumentEnd(isImplicit: true), new StreamEnd()];
        foreach (var one in events)
        {
            emitter.Emit(one);
        }

        // The author's other settings pass through this writer: a fault of it must not change what is deployed.
        var written = text.ToString();
        return TryRead(written, out var again, out _) && Describe(again) == Describe(root)
            ? written
            : throw new InvalidOperationException("a kustomization did not survive being written");
    }

    private static YamlNode ReadNode(Parser parser, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new YamlException(parser.Current!.Start, parser.Current.End, $"nested deeper than {MaxDepth} levels"); // The caller has looked at it.
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return new YamlAlias(alias);
        }

        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = ImmutableArray.CreateBuilder<YamlNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadNode(parser, depth + 1));
            }

            return new YamlSequence(sequence, items.ToImmutable());
        }

        if (parser.TryConsume<MappingStart>(out var mapping))
        {
            var entries = ImmutableArray.CreateBuilder<KeyValuePair<YamlNode, YamlNode>>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = ReadNode(parser, depth + 1);
                entries.Add(KeyValuePair.Create(key, ReadNode(parser, depth + 1)));
            }

            return new YamlMapping(mapping, entries.ToImmutable());
        }

        return new YamlScalar(parser.Consume<Scalar>());
    }

    private static IEnumerable<ParsingEvent> EventsOf(YamlNode node) => node switch
    {
        YamlAlias alias => [alias.Event],
        YamlScalar scalar => [Printable(scalar.Event)],
        YamlSequence sequence => [sequence.Start, .. sequence.Items.SelectMany(EventsOf), new SequenceEnd()],
        YamlMapping mapping =>
            [mapping.Start, .. mapping.Entries.SelectMany(entry => EventsOf(entry.Key).Concat(EventsOf(entry.Value))), new MappingEnd()],
        _ => throw new InvalidOperationException($"{node.GetType().Name} is no YAML node"),
    };

    /// <summary>Whatever is not plain, or goes over several lines, is a text, and in double quotes every text can stand.</summary>
    private static Scalar Printable(Scalar scalar) => scalar.Style is ScalarStyle.Plain && !scalar.Value.Contains('\n', StringComparison.Ordinal)
        ? new Scalar(scalar.Anchor, scalar.Tag, scalar.Value, ScalarStyle.Plain, scalar.IsPlainImplicit, isQuotedImplicit: false)
        : new Scalar(scalar.Anchor, scalar.Tag, scalar.Value, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: scalar.Tag.IsEmpty);

    /// <summary>All that YAML means by the tree; styles of texts and collections are not a part of it.</summary>
    private static string Describe(YamlNode node)
    {
        var text = new StringBuilder();
        foreach (var one in EventsOf(node))
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
}
