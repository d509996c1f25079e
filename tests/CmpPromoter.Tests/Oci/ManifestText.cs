using System.Text;
using CmpPromoter.Oci;

namespace CmpPromoter.Tests.Oci;

/// <summary>Manifests as text, with digests of one repeated hexadecimal character.</summary>
internal static class ManifestText
{
    public static Digest DigestOf(char hex) => Digest.Parse("sha256:" + new string(hex, 64));

    public static string Descriptor(
        char hex, string mediaType = "application/vnd.oci.image.layer.v1.tar+gzip", long size = 7, string more = "") =>
        $"{{\"mediaType\":\"{mediaType}\",\"digest\":\"{DigestOf(hex)}\",\"size\":{size}{more}}}";

    public static string Image(string mediaType, IEnumerable<string> layers) =>
        $"{{\"schemaVersion\":2,\"mediaType\":\"{mediaType}\",\"config\":{Descriptor('a')},"
        + $"\"layers\":[{string.Join(',', layers)}]}}";

    public static Manifest Parse(string text, string? contentType) =>
        Manifest.Parse(Encoding.UTF8.GetBytes(text), contentType is null ? null : MediaType.OfHeader(contentType));
}
