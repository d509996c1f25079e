namespace CmpPromoter.ArgoCd;

/// <summary><c>spec.source.plugin</c> of an Application, which its author writes.</summary>
public sealed record PluginSource
{
    public ImmutableArray<KeyValuePair<string, string>> Environment { get; init; } = [];

    public ImmutableArray<PluginParameter> Parameters { get; init; } = [];
}
