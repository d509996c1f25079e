namespace CmpPromoter.Benchmarks.Cases;

/// <summary>What is copied, and over what.</summary>
internal sealed record CopyShape
{
    public int Images { get; init; } = 1;

    /// <summary>Of each image, its own.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Of a base that all images have.</summary>
    public int SharedLayers { get; init; }

    public long LayerBytes { get; init; } = 1 << 16;

    /// <summary>More than 0: one index of so many images instead, of small layers.</summary>
    public int Architectures { get; init; }

    public bool IsSecure { get; init; }

    /// <summary>Blobs that this program moves at the same time; absent: as it does by itself.</summary>
    public int? Streams { get; init; }

    /// <summary>Added between the client and either registry.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>The bytes of all different layers.</summary>
    public long MovedBytes => Architectures > 0 ? 0 : ((Images * Layers) + SharedLayers) * LayerBytes;

    public override string ToString()
    {
        var content = Architectures > 0
            ? $"an index of {Architectures}"
            : $"{Images} × {Layers} layers of {LayerBytes >> 10} KiB" + (SharedLayers > 0 ? $" on a base of {SharedLayers}" : "");
        var line = RoundTrip > TimeSpan.Zero ? $", {RoundTrip.TotalMilliseconds} ms round trip" : "";
        var streams = Streams is { } count ? $", {count} at the same time" : "";
        return content + (IsSecure ? ", HTTPS" : ", HTTP") + line + streams;
    }
}
