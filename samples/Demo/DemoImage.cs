namespace CmpPromoter.Demo;

/// <summary>An image that production names.</summary>
internal sealed record DemoImage
{
    public required string Repository { get; init; }

    /// <summary>Absent when the overlay names it by digest.</summary>
    public required string? Tag { get; init; }

    public required string Digest { get; init; }

    /// <summary>It and, for several platforms, each platform's own.</summary>
    public required ImmutableArray<string> Manifests { get; init; }

    public string Remark { get; init; } = "";

    /// <summary>What a client asks the registry for.</summary>
    public string Reference => Tag ?? Digest;

    /// <summary>As a person would call it, short.</summary>
    public string Name => Tag is null ? $"{Repository}@{Digest[..15]}…" : $"{Repository}:{Tag}";
}
