namespace CmpPromoter.LocalEcr.Accounts;

/// <summary>The manifest media types ECR stores.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-manifest-formats.html</remarks>
public static class MediaTypes
{
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciArtifact = "application/vnd.oci.artifact.manifest.v1+json";
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string OciEmpty = "application/vnd.oci.empty.v1+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    internal static bool IsIndex(string mediaType) => mediaType is OciIndex or DockerManifestList;

    internal static bool IsStored(string mediaType) =>
        mediaType is OciManifest or OciIndex or OciArtifact or DockerManifest or DockerManifestList;
}
