namespace CmpPromoter.Overlays;

/// <summary>What kustomize printed for one overlay directory: the bytes that Argo CD will get, exactly as they came.</summary>
internal sealed record RenderedOverlay
{
    /// <summary>The directory that was rendered, as the caller named it; for messages.</summary>
    public required string Directory { get; init; }

    public required ReadOnlyMemory<byte> Bytes { get; init; }
}
