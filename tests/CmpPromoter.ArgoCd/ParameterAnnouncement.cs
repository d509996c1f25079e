namespace CmpPromoter.ArgoCd;

/// <summary>A parameter that plugin.yaml announces to Argo CD's UI.</summary>
/// <param name="Name">As an Application writes it.</param>
/// <param name="Title">The UI's label.</param>
/// <param name="Tooltip">The UI's explanation.</param>
/// <param name="CollectionType"><c>string</c>, <c>array</c> or <c>map</c>.</param>
public sealed record ParameterAnnouncement(string Name, string Title, string Tooltip, string CollectionType);
