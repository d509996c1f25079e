using System.Diagnostics.CodeAnalysis;
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

    /// <summary>
    /// The author's other settings pass through this writer, and a fault of it must not change what is deployed: what it has
    /// written is read again.
    /// </summary>
    /// <param name="root">The tree.</param>
    /// <param name="text">The document; absent where it would not read as the tree.</param>
    public static bool TryWrite(YamlNode root, [NotNullWhen(true)] out string? text)
    {
        text = Write(root);
        if (text is not null && TryRead(text, out var again, out _) && YamlEvents.Describe(again) == YamlEvents.Describe(root))
        {
            return true;
        }

        text = null;
        return false;
    }

    private static string? Write(YamlNode root)
    {
        using var text = new StringWriter();
        var emitter = new Emitter(text, Settings);
        ImmutableArray<ParsingEvent> events =
            [new StreamStart(), new DocumentStart(), .. YamlEvents.Of(root), new DocumentEnd(isImplicit: true), new StreamEnd()];
        try
        {
            foreach (var one in events)
            {
                emitter.Emit(one);
            }
        }
        catch (YamlException)
        {
            return null; // An event that this emitter has no form for.
        }

        return text.ToString();
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
}
