namespace CmpPromoter.ArgoCd;

/// <summary>The sidecar around the plugin.</summary>
public sealed record CmpServerOptions
{
    public required PluginDefinition Plugin { get; init; }

    /// <summary>Which file stands in for a program of the image; errors name the image's path all the same.</summary>
    public ImmutableDictionary<string, string> Programs { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Where working copies are made: the sidecar's /tmp.</summary>
    public required string TemporaryDirectory { get; init; }

    /// <summary>The sidecar's own environment, whole: nothing of the test host's comes in besides.</summary>
    public required ImmutableDictionary<string, string> Environment { get; init; }

    /// <summary><c>reposerver.plugin.tar.exclusions</c>.</summary>
    public ImmutableArray<string> TarExclusions { get; init; } = [".git/*"];
}
