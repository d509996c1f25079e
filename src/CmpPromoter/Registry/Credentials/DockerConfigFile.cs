using System.Text;
using System.Text.Json;
using CmpPromoter.Oci;

namespace CmpPromoter.Registry.Credentials;

/// <summary>What a docker config.json says of one registry.</summary>
/// <remarks>https://docs.docker.com/reference/cli/docker/login/#credential-stores and
/// https://github.com/docker/cli/blob/master/cli/config/configfile/file.go</remarks>
internal sealed record DockerConfigFile
{
    // Docker Hub has been known by four names; config files hold the first.
    private static readonly ImmutableArray<string> HubNames =
        ["index.docker.io", "docker.io", "registry-1.docker.io", "registry.hub.docker.com"];

    private static readonly ImmutableArray<string> ApiPaths = ["", "/", "/v1", "/v1/", "/v2", "/v2/"];

    /// <summary>The credential that stands in the file itself.</summary>
    public required RegistryCredential? Credential { get; init; }

    /// <summary>
    /// The helpers to ask before the file, most particular first: <c>x</c> for <c>docker-credential-x</c>.
    /// </summary>
    public required ImmutableArray<string> Helpers { get; init; }

    /// <summary>What a helper knows the registry by.</summary>
    public static string ServerKey(RegistryHost host) =>
        host == RegistryHost.DockerHub ? "https://index.docker.io/v1/" : host.ToString();

    /// <exception cref="FormatException">
    /// The file is no docker config, or the registry's entry in it is broken; the message says why.
    /// </exception>
    public static DockerConfigFile Parse(string json, RegistryHost host)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object)
            {
                throw new FormatException("it is not a JSON object");
            }

            var particular = Entry(root, "credHelpers", host) is { ValueKind: JsonValueKind.String } helper
                ? helper.GetString()
                : null;
            var general = Text(root, "credsStore");
            return new DockerConfigFile
            {
                Credential = Entry(root, "auths", host) is { ValueKind: JsonValueKind.Object } entry
                    ? Read(entry)
                    : null,
                Helpers = [.. new[] { particular, general }.OfType<string>().Where(name => name.Length > 0)],
            };
        }
        catch (JsonException fault)
        {
            // The parser's own message may quote the file.
            throw new FormatException($"it is not well-formed JSON (line {fault.LineNumber + 1})");
        }
    }

    private static JsonElement? Entry(JsonElement root, string section, RegistryHost host)
    {
        if (!root.TryGetProperty(section, out var entries) || entries.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        foreach (var entry in entries.EnumerateObject())
        {
            if (IsFor(entry.Name, host))
            {
                return entry.Value;
            }
        }

        return null;
    }

    private static bool IsFor(string key, RegistryHost host)
    {
        var text = key;
        foreach (var scheme in new[] { "https://", "http://" })
        {
            text = text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? text[scheme.Length..] : text;
        }

        // A key with any other path is for a part of the registry, which is not asked for here.
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (name, path) = slash < 0 ? (text, "") : (text[..slash], text[slash..]);
        name = name.ToLowerInvariant();
        return ApiPaths.Contains(path)
            && (name == host.ToString() || (host == RegistryHost.DockerHub && HubNames.Contains(name)));
    }

    private static RegistryCredential? Read(JsonElement entry)
    {
        if (Text(entry, "identitytoken") is { Length: > 0 } token)
        {
            return new RegistryCredential { UserName = "", Password = token, IsIdentityToken = true };
        }

        if (Text(entry, "auth") is { Length: > 0 } encoded)
        {
            return Decode(encoded);
        }

        // An entry without content says that a helper has it.
        return Text(entry, "username") is { Length: > 0 } name
            ? new RegistryCredential { UserName = name, Password = Text(entry, "password") ?? "" }
            : null;
    }

    private static RegistryCredential Decode(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var count))
        {
            throw new FormatException("the 'auth' of this registry is not base64");
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, count);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? new RegistryCredential { UserName = pair[..colon], Password = pair[(colon + 1)..].TrimEnd('\0') }
            : throw new FormatException("the 'auth' of this registry is not the base64 of user:password");
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
