namespace CmpPromoter.LocalEcr.Seeding;

/// <summary>A referrer to build.</summary>
public sealed record ArtifactSpec
{
    public string ArtifactType { get; init; } = "application/spdx+json";

    public string Content { get; init; } = """{"spdxVersion":"SPDX-2.3"}""";

    /// <summary>A tag for it, such as cosign's <c>sha256-….sig</c>.</summary>
    public string? Tag { get; init; }
}
