using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CmpPromoter.ArgoCd;

/// <summary>A stream of YAML documents, or of JSON objects one after the other, as the values it stands for.</summary>
public static class KubernetesYaml
{
    /// <returns>Every document that is not empty or <c>null</c>, in order.</returns>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static ImmutableArray<JsonNode> ReadAll(string text)
    {
        try
        {
            return FindJson(text) ?? ReadYaml(text);
        }
        catch (YamlException fault)
        {
            throw new FormatException(fault.Message, fault);
        }
    }

    /// <returns><c>null</c> when the text is no JSON, which a YAML flow mapping looks like at first.</returns>
    private static ImmutableArray<JsonNode>? FindJson(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { AllowMultipleValues = true });
            var documents = ImmutableArray.CreateBuilder<JsonNode>();
            while (reader.Read())
            {
                documents.Add(JsonNode.Parse(ref reader) ?? throw new JsonException("null is no object"));
            }

            return documents.ToImmutable();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ImmutableArray<JsonNode> ReadYaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => Convert(document.RootNode)).OfType<JsonNode>()];
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(pair =>
            KeyValuePair.Create(((YamlScalarNode)pair.Key).Value ?? "", Convert(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
        YamlScalarNode scalar => KubernetesScalar.Convert(scalar),
        _ => throw new FormatException($"a {node.NodeType} is no value"),
    };
}
