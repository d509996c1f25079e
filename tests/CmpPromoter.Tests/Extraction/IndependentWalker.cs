using System.Text.RegularExpressions;
using CmpPromoter.Oci;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CmpPromoter.Tests.Extraction;

/// <summary>
/// Finds images by another way than the program: the whole stream as a tree, every scalar's path as text, and
/// patterns over that text.
/// </summary>
internal static partial class IndependentWalker
{
    /// <summary>Resource, path, text and line of each image, in no particular order.</summary>
    public static IEnumerable<(string Resource, string Path, string Text, int Line)> Find(string overlay)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(overlay));
        return stream.Documents
            .Select(document => document.RootNode)
            .OfType<YamlMappingNode>()
            .SelectMany(ResourcesOf)
            .SelectMany(ImagesOf)
            .ToList();
    }

    private static IEnumerable<YamlMappingNode> ResourcesOf(YamlMappingNode node) =>
        Text(node, "kind").EndsWith("List", StringComparison.Ordinal) && Value(node, "items") is YamlSequenceNode items
            ? items.OfType<YamlMappingNode>().SelectMany(ResourcesOf)
            : [node];

    private static IEnumerable<(string Resource, string Path, string Text, int Line)> ImagesOf(YamlMappingNode resource)
    {
        var kind = Text(resource, "kind");
        var group = Text(resource, "apiVersion").Split('/') is [var first, _] ? first : "";
        var metadata = Value(resource, "metadata") as YamlMappingNode;
        var @namespace = metadata is null ? "" : Text(metadata, "namespace");
        var name = metadata is null ? "" : Text(metadata, "name");
        var identity = $"{kind} {(@namespace.Length > 0 ? @namespace + "/" : "")}{name}".Trim();
        foreach (var (path, scalar) in Leaves(resource, ""))
        {
            var text = scalar.Value ?? "";
            var isNull = text.Length == 0 || (scalar.Style == ScalarStyle.Plain && text is "~" or "null");
            if (!isNull && ImageReference.TryParse(text, out var reference, out _)
                && (IsNamed(kind, group, path) || IsSwept(text, reference)))
            {
                yield return (identity, path, text, (int)scalar.Start.Line);
            }
        }
    }

    private static bool IsSwept(string text, ImageReference reference) =>
        reference.Registry.ToString() == Overlay.Host && SweptPattern().IsMatch(text);

    private static bool IsNamed(string kind, string group, string path) =>
        (kind != "CustomResourceDefinition" && PodSpecPattern().IsMatch(path))
        || group switch
        {
            "argoproj.io" => ArgoPattern().IsMatch(path),
            "tekton.dev" or "triggers.tekton.dev" => TektonPattern().IsMatch(path),
            "monitoring.coreos.com" => path is "spec.image" or "spec.thanos.image",
            "kafka.strimzi.io" => path is "spec.image" or "spec.kafka.image" or "spec.kafkaExporter.image"
                or "spec.entityOperator.topicOperator.image",
            "sparkoperator.k8s.io" => path is "spec.image" or "spec.driver.image" or "spec.driver.sidecars[0].image",
            "postgresql.cnpg.io" => path is "spec.imageName" or "spec.postgresql.extensions[0].image.reference",
            "elasticsearch.k8s.elastic.co" => path is "spec.image",
            "opentelemetry.io" => path is "spec.image" or "spec.targetAllocator.image" or "spec.java.image",
            "example.com" when kind is "Widget" => WidgetPattern().IsMatch(path),
            _ => kind is "Gadget" && path is """spec["a/b"]["runtime.image"]""",
        };

    private static IEnumerable<(string Path, YamlScalarNode Scalar)> Leaves(YamlNode node, string path) => node switch
    {
        YamlScalarNode scalar => [(path, scalar)],
        YamlSequenceNode items => items.SelectMany((item, index) => Leaves(item, $"{path}[{index}]")),
        YamlMappingNode mapping => Merged(mapping)
            .SelectMany(entry => Leaves(entry.Value, path + Step(path, entry.Key))),
        _ => [],
    };

    private static string Step(string path, string key) => PlainPattern().IsMatch(key)
        ? path.Length == 0 ? key : "." + key
        : $"[\"{key}\"]";

    private static Dictionary<string, YamlNode> Merged(YamlMappingNode mapping)
    {
        var entries = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Children.Where(child => ((YamlScalarNode)child.Key).Value != "<<"))
        {
            entries.Add(((YamlScalarNode)key).Value ?? "", value);
        }

        IEnumerable<YamlNode> sources = Value(mapping, "<<") switch
        {
            YamlMappingNode one => [one],
            YamlSequenceNode several => several,
            _ => [],
        };
        foreach (var (key, value) in sources.OfType<YamlMappingNode>().SelectMany(Merged))
        {
            entries.TryAdd(key, value);
        }

        return entries;
    }

    private static YamlNode? Value(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    private static string Text(YamlMappingNode node, string key) => (Value(node, key) as YamlScalarNode)?.Value ?? "";

    [GeneratedRegex(@"(?:^|\.)(?:(?:c|initC|ephemeralC)ontainers\[\d+\]\.image|volumes\[\d+\]\.image\.reference)$")]
    private static partial Regex PodSpecPattern();

    [GeneratedRegex(@"\.(?:container|script|sidecars\[\d+\])\.image$")]
    private static partial Regex ArgoPattern();

    [GeneratedRegex(@"\.(?:stepTemplate|(?:steps|sidecars)\[\d+\])\.image$")]
    private static partial Regex TektonPattern();

    [GeneratedRegex(@"^spec\.parts(?:\[\d+\])?\.picture(?:\[\d+\])?$")]
    private static partial Regex WidgetPattern();

    [GeneratedRegex(@"^[^/]+/[^:@]+[:@]")]
    private static partial Regex SweptPattern();

    [GeneratedRegex("^[A-Za-z0-9_-]+$")]
    private static partial Regex PlainPattern();
}
