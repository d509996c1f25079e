using System.Text.Json;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Rendering.Parameters;

/// <summary>The parameters by name, as Argo CD writes them: each a text, a list of texts or a map of texts.</summary>
internal sealed class ParameterDocument
{
    private readonly Dictionary<string, JsonElement> parameters = new(StringComparer.Ordinal);

    private ParameterDocument(JsonElement root)
    {
        if (root.ValueKind is JsonValueKind.Null)
        {
            return; // What Argo CD writes for an application without parameters.
        }

        if (root.ValueKind is not JsonValueKind.Array)
        {
            throw Malformed("it is no list");
        }

        foreach (var parameter in root.EnumerateArray())
        {
            Add(parameter);
        }
    }

    /// <exception cref="PromoterException">This is not what Argo CD writes, or a parameter is unknown or given twice.</exception>
    public static ParameterDocument Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return new ParameterDocument(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            throw Malformed("it is not JSON");
        }
    }

    /// <returns><c>null</c> when the parameter is absent or empty: Argo CD's UI writes "" for nothing.</returns>
    public string? Text(string name) => Find(name, ParameterKind.String, "string: \"…\"") is { } value
        ? Require(value, name) is { Length: > 0 } text ? text : null
        : null;

    public ImmutableArray<string> List(string name) => Find(name, ParameterKind.Array, "array: [\"…\"]") is { } value
        ? [.. value.EnumerateArray().Select((item, index) => Require(item, $"{name}[{index}]"))]
        : [];

    public ImmutableSortedDictionary<string, string> Map(string name)
    {
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (Find(name, ParameterKind.Map, "map: {key: \"…\"}") is { } value)
        {
            foreach (var pair in value.EnumerateObject())
            {
                texts[pair.Name] = Require(pair.Value, $"{name}.{pair.Name}");
            }
        }

        return texts.ToImmutable();
    }

    private static string Require(JsonElement value, string name) => value.ValueKind is JsonValueKind.String
        ? value.GetString() ?? ""
        : throw ParameterFault.Of(name, "the value is no text; put it in quotes.");

    private static PromoterException Malformed(string reason) => new(
        FailureKind.Usage,
        $"Reading {ParameterReader.Variable}: {reason}. Argo CD sets it from spec.source.plugin.parameters; unset it to render without parameters.");

    private void Add(JsonElement parameter)
    {
        if (parameter.ValueKind is not JsonValueKind.Object
            || !parameter.TryGetProperty("name", out var given) || given.ValueKind is not JsonValueKind.String)
        {
            throw Malformed("an entry has no name");
        }

        var name = given.GetString() ?? "";
        if (!ParameterReader.Kinds.ContainsKey(name))
        {
            var guess = ConfigSuggestion.Find(name, ParameterReader.Kinds.Keys) is { } near ? $"; did you mean {near}?" : ".";
            throw ParameterFault.Of(
                ParameterFault.Show(name), $"there is none of this name{guess} The parameters are {string.Join(", ", ParameterReader.Kinds.Keys)}.");
        }

        if (!parameters.TryAdd(name, parameter))
        {
            throw ParameterFault.Of(name, "it is given twice; write it once.");
        }
    }

    private JsonElement? Find(string name, ParameterKind kind, string form)
    {
        if (!parameters.TryGetValue(name, out var parameter))
        {
            return null;
        }

        var found = Enum.GetValues<ParameterKind>()
            .Where(other => parameter.TryGetProperty(KeyOf(other), out var value) && !IsEmpty(value))
            .ToList();
        if (found is [])
        {
            return null;
        }

        return found is [var only] && only == kind && parameter.GetProperty(KeyOf(kind)) is var right && right.ValueKind == JsonKindOf(kind)
            ? right
            : throw ParameterFault.Of(name, $"it must be written as {form}.");
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    private static string KeyOf(ParameterKind kind) => kind switch
    {
        ParameterKind.String => "string",
        ParameterKind.Array => "array",
        _ => "map",
    };

    private static JsonValueKind JsonKindOf(ParameterKind kind) => kind switch
    {
        ParameterKind.String => JsonValueKind.String,
        ParameterKind.Array => JsonValueKind.Array,
        _ => JsonValueKind.Object,
    };
}
