namespace CmpPromoter.Configuration;

/// <summary>How kustomize is run.</summary>
internal sealed record RenderOptions
{
    /// <summary>Flags for <c>kustomize build</c>; the administrator's only.</summary>
    public required ImmutableArray<string> BuildOptions { get; init; }

    /// <summary>Names of variables that the child sees besides the fixed allow-list.</summary>
    public required ImmutableArray<string> PassEnvironment { get; init; }
}
