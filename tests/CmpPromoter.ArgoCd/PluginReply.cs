using System.Text.Json.Nodes;

namespace CmpPromoter.ArgoCd;

/// <summary>What cmp-server answers when the plugin succeeded.</summary>
public sealed record PluginReply
{
    /// <summary>The documents of stdout; none at all is a success too.</summary>
    public required ImmutableArray<JsonNode> Manifests { get; init; }

    /// <summary>All of stderr, which Argo CD only logs.</summary>
    public required string Log { get; init; }

    /// <summary>The most memory that the command or any child it waited for held at once.</summary>
    public required long PeakMemoryBytes { get; init; }
}
