using CmpPromoter.Diagnostics;

namespace CmpPromoter.Overlays;

/// <summary>Which Kubernetes resource something stands in; parts the resource does not state are empty.</summary>
internal sealed record ResourceIdentity
{
    /// <summary>What the API server takes for a name or namespace; longer ones are cut where they are shown.</summary>
    private const int MaxNameChars = 253;

    public required string ApiVersion { get; init; }

    public required string Kind { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary><c>Kind namespace/name</c>, as kubectl users write it; on one line and bounded, whatever the overlay says.</summary>
    public override string ToString()
    {
        var name = Namespace.Length == 0 ? Shown(Name) : $"{Shown(Namespace)}/{Shown(Name)}";
        return $"{Shown(Kind)} {name}".Trim();
    }

    private static string Shown(string text) => SafeText.OneLine(text, MaxNameChars);
}
