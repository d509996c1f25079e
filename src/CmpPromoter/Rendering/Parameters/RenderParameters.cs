namespace CmpPromoter.Rendering.Parameters;

/// <summary>The kustomize options that an application's author asks for in <c>spec.source.plugin.parameters</c>, read and well formed.</summary>
/// <remarks>The names are those of an Application's <c>spec.source.kustomize</c>, which Argo CD hands to no plugin.</remarks>
internal sealed record RenderParameters
{
    public static readonly RenderParameters None = new();

    /// <summary>Absent for nothing to set, as every other text here.</summary>
    public string? NamePrefix { get; init; }

    public string? NameSuffix { get; init; }

    public string? Namespace { get; init; }

    public ImmutableArray<ImageOverride> Images { get; init; } = [];

    /// <summary>How many replicas the resource of each name gets.</summary>
    public ImmutableSortedDictionary<string, string> Replicas { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableSortedDictionary<string, string> CommonLabels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableSortedDictionary<string, string> CommonAnnotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Directories relative to the application's.</summary>
    public ImmutableArray<string> Components { get; init; } = [];

    /// <summary>Entries of a kustomization's <c>patches</c>.</summary>
    public ImmutableArray<YamlMapping> Patches { get; init; } = [];

    public bool IsEmpty => this is { NamePrefix: null, NameSuffix: null, Namespace: null, Images: [], Components: [], Patches: [] }
        && Replicas.IsEmpty && CommonLabels.IsEmpty && CommonAnnotations.IsEmpty;
}
