using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CmpPromoter.ArgoCd;

/// <summary>One entry of <c>spec.source.plugin.parameters</c>: a text, a list or a map.</summary>
public sealed partial record PluginParameter(string Name)
{
    public string? Text { get; init; }

    public ImmutableArray<string>? List { get; init; }

    public ImmutableSortedDictionary<string, string>? Map { get; init; }

    /// <summary>As it stands in ARGOCD_APP_PARAMETERS, where Go sorts the keys.</summary>
    internal JsonObject ToJson()
    {
        var json = new JsonObject();
        if (List is { } list)
        {
            json["array"] = new JsonArray([.. list.Select(item => JsonValue.Create(item))]);
        }

        if (Map is { } map)
        {
            json["map"] = new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        }

        json["name"] = Name;
        if (Text is { } text)
        {
            json["string"] = text;
        }

        return json;
    }

    /// <summary>As variables, whose names may collide.</summary>
    internal IEnumerable<KeyValuePair<string, string>> ToVariables()
    {
        var variable = $"PARAM_{Escape(Name)}";
        return (Text is { } text ? [KeyValuePair.Create(variable, text)] : Enumerable.Empty<KeyValuePair<string, string>>())
            .Concat(Map?.Select(pair => KeyValuePair.Create($"{variable}_{Escape(pair.Key)}", pair.Value)) ?? [])
            .Concat(List?.Select((item, index) => KeyValuePair.Create($"{variable}_{index}", item)) ?? []);
    }

    private static string Escape(string name) => Unfit().Replace(name.ToUpperInvariant(), "_");

    [GeneratedRegex("[^A-Z0-9_]")]
    private static partial Regex Unfit();
}
