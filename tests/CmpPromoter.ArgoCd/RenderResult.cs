using System.Text.Json.Nodes;

namespace CmpPromoter.ArgoCd;

/// <summary>What the application controller gets, or what the user reads instead.</summary>
public sealed record RenderResult
{
    /// <summary>Empty when there is a message.</summary>
    public required ImmutableArray<JsonNode> Manifests { get; init; }

    /// <summary>The Application's condition, word for word; <c>null</c> on success.</summary>
    public required string? Condition { get; init; }

    /// <summary>Whether the plugin's command ran for this answer.</summary>
    public required bool IsCached { get; init; }

    /// <summary>All of the command's stderr on success, which only cmp-server's log has.</summary>
    public string Log { get; init; } = "";

    public long PeakMemoryBytes { get; init; }

    public bool IsSuccess => Condition is null;
}
