namespace CmpPromoter.Overlays;

/// <summary>Which Kubernetes resource something stands in; parts the resource does not state are empty.</summary>
internal sealed record ResourceIdentity
{
    public required string ApiVersion { get; init; }

    public required string Kind { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary><c>Kind namespace/name</c>, as kubectl users write it.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
