namespace CmpPromoter.Configuration;

/// <summary>The bounds of a copy.</summary>
internal sealed record CopyOptions
{
    /// <summary>How long one render may take in all, kustomize included.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>Blobs moved at the same time, 1 to 64.</summary>
    public required int Concurrency { get; init; }
}
