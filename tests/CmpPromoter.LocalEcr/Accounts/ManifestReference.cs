namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>What a manifest says of one blob or child.</summary>
public sealed record ManifestReference
{
    public required string Digest { get; init; }

    public required long SizeBytes { get; init; }

    public required string MediaType { get; init; }

    /// <summary>The content lies at <c>urls</c> outside the registry.</summary>
    public required bool IsForeign { get; init; }
}
