namespace CmpPromoter.Oci;

/// <summary>The media type of a manifest or blob, without parameters, compared exactly.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/main/media-types.md and
/// https://distribution.github.io/distribution/spec/manifest-v2-2/.</remarks>
internal readonly record struct MediaType(string Value)
{
    public static readonly MediaType OciManifest = new("application/vnd.oci.image.manifest.v1+json");
    public static readonly MediaType OciIndex = new("application/vnd.oci.image.index.v1+json");
    public static readonly MediaType DockerManifest = new("application/vnd.docker.distribution.manifest.v2+json");
    public static readonly MediaType DockerManifestList = new("application/vnd.docker.distribution.manifest.list.v2+json");

    /// <summary>The artifact manifest of the OCI 1.1 release candidates, which some registries still hold.</summary>
    public static readonly MediaType OciArtifact = new("application/vnd.oci.artifact.manifest.v1+json");

    private static readonly MediaType DockerSchema1 = new("application/vnd.docker.distribution.manifest.v1+json");
    private static readonly MediaType DockerSchema1Signed = new("application/vnd.docker.distribution.manifest.v1+prettyjws");

    /// <summary>What a manifest request accepts, most wanted first.</summary>
    public static readonly ImmutableArray<MediaType> Accepted =
        [OciIndex, OciManifest, DockerManifestList, DockerManifest, OciArtifact];

    public bool IsIndex => this == OciIndex || this == DockerManifestList;

    public bool IsImageManifest => this == OciManifest || this == DockerManifest;

    /// <summary>The configuration of an image that can run.</summary>
    public bool IsImageConfig =>
        Value is "application/vnd.oci.image.config.v1+json" or "application/vnd.docker.container.image.v1+json";

    public bool IsSchema1 => this == DockerSchema1 || this == DockerSchema1Signed;

    /// <summary>The media type of a Content-Type header: parameters dropped, lower-cased (RFC 9110 §8.3.1).</summary>
    public static MediaType OfHeader(string contentType) =>
        new(contentType.Split(';', 2)[0].Trim().ToLowerInvariant());

    /// <summary>A layer that its licence keeps out of registries: the only kind whose blob a registry need not hold.</summary>
    /// <remarks>https://github.com/opencontainers/image-spec/blob/main/layer.md#non-distributable-layers.</remarks>
    public bool IsForeignLayer =>
        Value.StartsWith("application/vnd.docker.image.rootfs.foreign.", StringComparison.Ordinal)
        || Value.StartsWith("application/vnd.oci.image.layer.nondistributable.", StringComparison.Ordinal);

    public override string ToString() => Value;
}
