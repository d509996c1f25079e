using System.Text.Json.Nodes;

namespace CmpPromoter.ArgoCd;

/// <summary>What cmp-server reads of plugin.yaml. Fields it does not know are ignored, as it ignores them.</summary>
public sealed record PluginDefinition
{
    public required string Name { get; init; }

    public required string? Version { get; init; }

    /// <summary>Runs before <see cref="Generate"/>, in the same directory; its output is discarded.</summary>
    public required PluginCommand? Init { get; init; }

    public required PluginCommand Generate { get; init; }

    /// <summary>The glob of <c>discover.find</c>; absent when there is no discovery by glob.</summary>
    public required string? DiscoverGlob { get; init; }

    public required bool HasDiscovery { get; init; }

    public required bool PreserveFileMode { get; init; }

    /// <summary><c>parameters.static</c>: what the UI offers.</summary>
    public required ImmutableArray<ParameterAnnouncement> Parameters { get; init; }

    /// <summary>What an Application must write in <c>spec.source.plugin.name</c>; the socket has this name too.</summary>
    public string SourceName => string.IsNullOrEmpty(Version) ? Name : $"{Name}-{Version}";

    /// <exception cref="FormatException">cmp-server would not start with it.</exception>
    public static PluginDefinition Read(string path)
    {
        var document = KubernetesYaml.ReadAll(File.ReadAllText(path)).FirstOrDefault()
            ?? throw new FormatException($"{path} is empty");
        if (Text(document["kind"]) != "ConfigManagementPlugin")
        {
            throw new FormatException($"invalid plugin configuration file. kind should be ConfigManagementPlugin, found {document["kind"]}");
        }

        var spec = document["spec"];
        return new PluginDefinition
        {
            Name = Text(document["metadata"]?["name"]) ?? throw new FormatException("invalid plugin configuration file. metadata.name should be non-empty."),
            Version = Text(spec?["version"]),
            Init = Command(spec?["init"]),
            Generate = Command(spec?["generate"])
                ?? throw new FormatException("invalid plugin configuration file. spec.generate command should be non-empty"),
            HasDiscovery = spec?["discover"] is not null,
            DiscoverGlob = Text(spec?["discover"]?["find"]?["glob"]),
            PreserveFileMode = spec?["preserveFileMode"]?.GetValue<bool>() ?? false,
            Parameters = [.. spec?["parameters"]?["static"]?.AsArray().Select(Announcement) ?? []],
        };
    }

    /// <summary>Of a parameter without a kind the UI makes a text.</summary>
    private static ParameterAnnouncement Announcement(JsonNode? parameter) => new(
        Text(parameter?["name"]) ?? "",
        Text(parameter?["title"]) ?? "",
        Text(parameter?["tooltip"]) ?? "",
        Text(parameter?["collectionType"]) ?? "string");

    private static PluginCommand? Command(JsonNode? command)
    {
        ImmutableArray<string> arguments = [.. Texts(command?["command"]), .. Texts(command?["args"])];
        return arguments.IsEmpty ? null : new PluginCommand(arguments);
    }

    private static IEnumerable<string> Texts(JsonNode? array) => array?.AsArray().Select(item => item!.GetValue<string>()) ?? [];

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}
