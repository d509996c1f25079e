using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CmpPromoter.Configuration;

/// <summary>
/// Reads one plain YAML document into a tree that knows its places. Anchors, aliases, tags, second documents and second
/// keys are reported, not followed: a configuration is read by people first.
/// </summary>
internal sealed class ConfigTreeReader
{
    // The deepest valid key stands at level 5 (sources, item, rename, prefix).
    private const int MaxDepth = 16;

    private readonly Parser parser;
    private readonly ConfigFaults faults;

    private ConfigTreeReader(string yaml, ConfigFaults faults)
    {
        parser = new Parser(new StringReader(yaml));
        this.faults = faults;
    }

    /// <returns><c>null</c> when there is no tree to look at; then there is a fault.</returns>
    public static ConfigNode? Read(string yaml, ConfigFaults faults)
    {
        var reader = new ConfigTreeReader(yaml, faults);
        try
        {
            return reader.ReadStream();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // The parser's answer to some malformed text: an unclosed flow sequence, a tag that is no URI.
            var place = PlaceOf(reader.parser.Current?.End ?? Mark.Empty);
            faults.Add(
                place, "", "this is not YAML: the text from here on cannot be read; look for an open bracket or quote");
            return null;
        }
        catch (YamlException exception)
        {
            var reason = ConfigFaults.Show(exception.InnerException?.Message ?? exception.Message);
            faults.Add(PlaceOf(exception.Start), "", $"this is not YAML: the parser says {reason}");
            return null;
        }
    }

    private static ConfigPlace PlaceOf(Mark mark) => new((int)mark.Line, (int)mark.Column);

    private ConfigNode? ReadStream()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            var start = new ConfigPlace(1, 1);
            faults.Add(start, "", $"the file holds nothing; a complete one is:\n{PromotionFile.Example}");
            return null;
        }

        var root = ReadNode("", depth: 0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
        {
            faults.Add(PlaceOf(second.Start), "", "a second document begins here; one file holds one document");
        }

        return root;
    }

    private ConfigNode ReadNode(string path, int depth)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Refuse(alias, path, "an alias (*name); write the value out");
        }

        var node = parser.Current as NodeEvent
            ?? throw new YamlException(parser.Current?.Start ?? Mark.Empty, Mark.Empty, "a value was expected");
        if (!node.Anchor.IsEmpty || !node.Tag.IsEmpty || depth == MaxDepth)
        {
            parser.SkipThisAndNestedEvents();
            return Refuse(node, path, node.Anchor.IsEmpty && node.Tag.IsEmpty
                ? $"nested deeper than {MaxDepth} levels"
                : "an anchor (&name) or a tag (!name); write the plain value");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new ConfigScalar(PlaceOf(scalar.Start), scalar.Value, scalar.Style != ScalarStyle.Plain);
        }

        return node is SequenceStart ? ReadSequence(path, depth) : ReadMapping(path, depth);
    }

    private ConfigSequence ReadSequence(string path, int depth)
    {
        var start = parser.Consume<SequenceStart>();
        var items = ImmutableArray.CreateBuilder<ConfigNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode($"{path}[{items.Count}]", depth + 1));
        }

        return new ConfigSequence(PlaceOf(start.Start), items.ToImmutable());
    }

    private ConfigMapping ReadMapping(string path, int depth)
    {
        var start = parser.Consume<MappingStart>();
        var entries = ImmutableArray.CreateBuilder<ConfigEntry>();
        var places = new Dictionary<string, ConfigPlace>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var keyNode = ReadNode(path, depth + 1);
            var key = (keyNode as ConfigScalar)?.Text;
            var keyPath = path.Length == 0 ? key ?? "" : $"{path}.{key}";
            var value = ReadNode(keyPath, depth + 1);
            if (key is null)
            {
                faults.Add(keyNode.Place, path, "a key that is not plain text");
            }
            else if (!places.TryAdd(key, keyNode.Place))
            {
                faults.Add(keyNode.Place, keyPath, $"given twice; the first stands in line {places[key].Line}");
            }
            else
            {
                entries.Add(new ConfigEntry(keyNode.Place, key, value));
            }
        }

        return new ConfigMapping(PlaceOf(start.Start), entries.ToImmutable());
    }

    private ConfigRefused Refuse(ParsingEvent node, string path, string what)
    {
        faults.Add(PlaceOf(node.Start), path, what);
        return new ConfigRefused(PlaceOf(node.Start));
    }
}
