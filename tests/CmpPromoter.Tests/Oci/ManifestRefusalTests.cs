using System.Text;
using CmpPromoter.Oci;
using CmpPromoter.Tests.Properties;
using CsCheck;

namespace CmpPromoter.Tests.Oci;

public sealed class ManifestRefusalTests
{
    private const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    private const string Schema1 = "application/vnd.docker.distribution.manifest.v1+json";
    private const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    private const string Schema1Signed = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    private const string Layer = "{\"digest\":\"sha256:"
        + "0000000000000000000000000000000000000000000000000000000000000000\",\"size\":";

    [Theory]
    [InlineData("{\"schemaVersion\":1,\"name\":\"a\",\"fsLayers\":[]}", null)]
    [InlineData("{\"schemaVersion\":1,\"fsLayers\":[],\"signatures\":[{\"header\":{}}]}", Schema1Signed)]
    [InlineData("{\"schemaVersion\":2,\"layers\":[]}", Schema1)]
    [InlineData("{\"mediaType\":\"" + Schema1Signed + "\"}", null)]
    [InlineData("not even JSON", Schema1Signed)]
    public void Schema_1_is_refused_with_what_to_do(string text, string? contentType)
    {
        var fault = Assert.Throws<FormatException>(() => ManifestText.Parse(text, contentType));

        Assert.Contains("Docker schema 1 manifest", fault.Message, StringComparison.Ordinal);
        Assert.Contains("push it with a current docker", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"manifests\":[],\"layers\":[]}", null)]
    [InlineData("{\"manifests\":[],\"config\":{}}", null)]
    [InlineData("{\"manifests\":[],\"blobs\":[]}", null)]
    [InlineData("{\"layers\":[],\"layers\":[]}", null)]
    [InlineData("{\"layers\":[],\"l\\u0061yers\":[]}", null)]
    [InlineData("{\"manifests\":[]}", "application/vnd.oci.image.manifest.v1+json")]
    [InlineData("{\"layers\":[]}", "application/vnd.oci.image.index.v1+json")]
    [InlineData("{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"manifests\":[]}", null)]
    [InlineData("{\"mediaType\":\"" + DockerManifest + "\",\"layers\":[]}", OciManifest)]
    [InlineData("{\"layers\":[" + Layer + "1}," + Layer + "2}]}", null)]
    public void What_two_readers_could_understand_differently_is_refused(string text, string? contentType) =>
        Assert.Throws<FormatException>(() => ManifestText.Parse(text, contentType));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    [InlineData("\uFEFF{\"layers\":[]}")]
    [InlineData("{\"layers\":{}}")]
    [InlineData("{\"layers\":[null]}")]
    [InlineData("{\"layers\":[{}]}")]
    [InlineData("{\"layers\":[" + Layer + "-1}]}")]
    [InlineData("{\"layers\":[" + Layer + "1.5}]}")]
    [InlineData("{\"layers\":[" + Layer + "99999999999999999999}]}")]
    [InlineData("{\"layers\":[" + Layer + "\"1\"}]}")]
    [InlineData("{\"config\":\"text\"}")]
    [InlineData("{\"mediaType\":1,\"layers\":[]}")]
    [InlineData("{\"mediaType\":\"\\ud800\",\"layers\":[]}")]
    public void What_is_no_manifest_is_refused(string text) =>
        Assert.Throws<FormatException>(() => ManifestText.Parse(text, null));

    [Fact]
    public void Nesting_is_bounded() => Assert.Throws<FormatException>(
        () => ManifestText.Parse("{\"x\":" + new string('[', 100) + new string(']', 100) + "}", null));

    [Fact]
    public void A_sha512_digest_is_refused_with_what_to_do()
    {
        var text = $"{{\"layers\":[{{\"digest\":\"sha512:{new string('0', 128)}\",\"size\":1}}]}}";

        var fault = Assert.Throws<FormatException>(() => ManifestText.Parse(text, null));

        Assert.Equal(
            "layers[0] of the manifest: digest algorithm sha512 is not stored by Amazon ECR; "
            + "rebuild the image with sha256 digests",
            fault.Message);
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_refused() => Assert.False(Manifest.TryParse(
        new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, null, out _, out _));

    [Fact]
    public void What_the_JSON_reader_quotes_stays_on_one_line()
    {
        Assert.False(Manifest.TryParse(Encoding.UTF8.GetBytes("{\"mediaType\":fa\n\"}"), null, out _, out var reason));

        Assert.Contains("not well-formed JSON", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(reason, char.IsControl);
    }

    [Fact]
    public void A_manifest_with_a_few_bytes_changed_is_read_or_refused()
    {
        var layer = ManifestText.Descriptor('b', more: ",\"urls\":[\"x\"],\"platform\":{\"os\":\"a\"}");
        var whole = Encoding.UTF8.GetBytes(ManifestText.Image(MediaType.OciManifest.Value, [layer]));

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 4].Holds(changes =>
        {
            var bytes = whole.ToArray();
            foreach (var (place, value) in changes)
            {
                bytes[place] = value;
            }

            IsReadOrRefused(bytes);
        });
    }

    [Fact]
    public void An_index_with_a_few_bytes_changed_is_read_or_refused()
    {
        var child = ManifestText.Descriptor('c', more: ",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm64\"}");
        var whole = Encoding.UTF8.GetBytes(
            $"{{\"schemaVersion\":2,\"mediaType\":\"{MediaType.OciIndex.Value}\",\"manifests\":[{child},{child}]}}");

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[0, 4].Holds(changes =>
        {
            var bytes = whole.ToArray();
            foreach (var (place, value) in changes)
            {
                bytes[place] = value;
            }

            IsReadOrRefused(bytes);
        });
    }

    [Fact]
    public void Any_bytes_are_read_or_refused() => Gen.Byte.Array[0, 100].Holds(IsReadOrRefused);

    private static void IsReadOrRefused(byte[] bytes)
    {
        if (Manifest.TryParse(bytes, null, out var manifest, out var reason))
        {
            Assert.Equal(Digest.Of(bytes), manifest.Digest);
        }
        else
        {
            Assert.NotEmpty(reason);
            Assert.DoesNotContain(reason, char.IsControl);
        }
    }
}
