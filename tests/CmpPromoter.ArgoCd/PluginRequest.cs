namespace CmpPromoter.ArgoCd;

/// <summary>What repo-server streams to cmp-server: a repository's files, the application's directory and variables.</summary>
public sealed record PluginRequest
{
    /// <summary>The root of the repository's files, as repo-server has them.</summary>
    public required string Checkout { get; init; }

    /// <summary>The application's directory below the root.</summary>
    public required string Path { get; init; }

    /// <summary>Put after the sidecar's own variables; of two with one name the last counts.</summary>
    public required ImmutableArray<KeyValuePair<string, string>> Environment { get; init; }
}
