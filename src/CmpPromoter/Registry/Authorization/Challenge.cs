namespace CmpPromoter.Registry.Authorization;

/// <summary>One challenge of a WWW-Authenticate header: its scheme, and its parameters by lower-case name.</summary>
internal sealed record Challenge(string Scheme, ImmutableDictionary<string, string> Parameters)
{
    public bool Is(string scheme) => Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);

    /// <returns>Empty when the challenge has no such parameter.</returns>
    public string this[string name] => Parameters.GetValueOrDefault(name, "");
}
