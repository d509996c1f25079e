using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CmpPromoter.ArgoCd;

/// <summary>What an unquoted word means to Kubernetes: null, a truth value, a number, else text.</summary>
internal static class KubernetesScalar
{
    public static JsonNode? Convert(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        var isText = scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any) || scalar.Tag.ToString().EndsWith(":str", StringComparison.Ordinal);
        return isText ? JsonValue.Create(text) : ConvertPlain(text);
    }

    private static JsonValue? ConvertPlain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        // YAML 1.1, which Kubernetes still reads.
        "true" or "True" or "TRUE" or "yes" or "Yes" or "on" or "On" => JsonValue.Create(true),
        "false" or "False" or "FALSE" or "no" or "No" or "off" or "Off" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) =>
            JsonValue.Create(integer),
        _ when char.IsAsciiDigit(text[^1])
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
