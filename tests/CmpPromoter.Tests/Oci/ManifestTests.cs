using CmpPromoter.Oci;

namespace CmpPromoter.Tests.Oci;

public sealed class ManifestTests
{
    public static TheoryData<string> ImageTypes { get; } =
        [MediaType.OciManifest.Value, MediaType.DockerManifest.Value];

    public static TheoryData<string> IndexTypes { get; } =
        [MediaType.OciIndex.Value, MediaType.DockerManifestList.Value];

    [Theory]
    [MemberData(nameof(ImageTypes))]
    public void An_image_has_its_config_and_its_layers(string type)
    {
        var layers = new[] { ManifestText.Descriptor('b'), ManifestText.Descriptor('c') };

        var manifest = ManifestText.Parse(ManifestText.Image(type, layers), type);

        Assert.Equal(new MediaType(type), manifest.MediaType);
        Assert.Equal("abc".Select(ManifestText.DigestOf), manifest.Blobs.Select(blob => blob.Digest));
        Assert.Empty(manifest.Children);
        Assert.Null(manifest.Subject);
    }

    [Theory]
    [MemberData(nameof(IndexTypes))]
    public void An_index_has_its_children_in_order_with_their_platforms(string type)
    {
        const string Arm = ",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v7\"}";
        const string Attestation = ",\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"}";
        var text = $$"""
            {"schemaVersion":2,"mediaType":"{{type}}","manifests":[
            {{ManifestText.Descriptor('b', more: Arm)}},
            {{ManifestText.Descriptor('a', MediaType.OciIndex.Value)}},
            {{ManifestText.Descriptor('c', more: Attestation)}}]}
            """;

        var manifest = ManifestText.Parse(text, type);

        Assert.Equal(["linux/arm/v7", null, "unknown/unknown"], manifest.Children.Select(child => child.Platform));
        Assert.Equal(MediaType.OciIndex, manifest.Children[1].MediaType);
        Assert.Empty(manifest.Blobs);
    }

    [Theory]
    [InlineData("{\"schemaVersion\":2,\"manifests\":[]}", "application/vnd.oci.image.index.v1+json")]
    [InlineData("{\"schemaVersion\":2,\"layers\":[]}", "application/vnd.oci.image.manifest.v1+json")]
    [InlineData("{\"schemaVersion\":2,\"layers\":null}", "application/vnd.oci.image.manifest.v1+json")]
    public void Without_a_media_type_the_shape_decides(string text, string expected) =>
        Assert.Equal(expected, ManifestText.Parse(text, null).MediaType.Value);

    [Fact]
    public void What_the_registry_announces_stands_in_for_a_media_type()
    {
        const string Text = "{\"schemaVersion\":2,\"layers\":[]}";

        Assert.Equal(MediaType.DockerManifest, ManifestText.Parse(Text, MediaType.DockerManifest.Value).MediaType);
        Assert.Equal(MediaType.OciManifest, ManifestText.Parse(Text, "text/plain; charset=utf-8").MediaType);
    }

    [Fact]
    public void A_referrer_has_its_subject_and_its_artifact_type()
    {
        var text = ManifestText.Image(MediaType.OciManifest.Value, []).TrimEnd('}')
            + $",\"artifactType\":\"application/x.sbom\",\"subject\":{ManifestText.Descriptor('d')}}}";

        var manifest = ManifestText.Parse(text, null);

        Assert.Equal("application/x.sbom", manifest.ArtifactType);
        Assert.Equal(ManifestText.DigestOf('d'), manifest.Subject?.Digest);
        Assert.DoesNotContain(manifest.Blobs, blob => blob.Digest == ManifestText.DigestOf('d'));
    }

    [Fact]
    public void An_artifact_of_no_known_type_is_read()
    {
        const string Type = "application/vnd.example.thing.v1+json";
        var text = ManifestText.Image(Type, [ManifestText.Descriptor('b', "application/x-anything")]);

        var manifest = ManifestText.Parse(text, Type);

        Assert.Equal(Type, manifest.MediaType.Value);
        Assert.Equal(2, manifest.Blobs.Length);
    }

    [Fact]
    public void The_artifact_manifest_of_the_release_candidates_has_blobs()
    {
        var text = $"{{\"mediaType\":\"{MediaType.OciArtifact}\",\"artifactType\":\"a/b\","
            + $"\"blobs\":[{ManifestText.Descriptor('b')}]}}";

        var manifest = ManifestText.Parse(text, MediaType.OciArtifact.Value);

        Assert.Equal([ManifestText.DigestOf('b')], manifest.Blobs.Select(blob => blob.Digest));
        Assert.Equal("a/b", manifest.ArtifactType);
    }

    [Fact]
    public void An_empty_config_is_a_blob_like_others()
    {
        const string Empty = "{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"size\":2,"
            + "\"data\":\"e30=\","
            + "\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\"}";

        var manifest = ManifestText.Parse($"{{\"schemaVersion\":2,\"config\":{Empty},\"layers\":[{Empty}]}}", null);

        var blob = Assert.Single(manifest.Blobs);
        Assert.Equal(Digest.Of("{}"u8), blob.Digest);
        Assert.Equal(2, blob.SizeBytes);
    }

    [Fact]
    public void A_layer_named_twice_is_one_blob()
    {
        var twice = new[] { ManifestText.Descriptor('b'), ManifestText.Descriptor('b') };

        Assert.Equal(2, ManifestText.Parse(ManifestText.Image(MediaType.OciManifest.Value, twice), null).Blobs.Length);
    }

    [Theory]
    [InlineData("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "[\"https://example.com/layer\"]", false)]
    [InlineData("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", "[\"https://e.com/layer\"]", false)]
    [InlineData("application/vnd.oci.image.layer.nondistributable.v1.tar", "[]", true)]
    [InlineData("application/vnd.oci.image.layer.v1.tar+gzip", "[\"https://e.com/layer\"]", true)]
    public void A_layer_is_left_out_only_when_registries_do_not_want_it(string type, string urls, bool isBlob)
    {
        var layer = ManifestText.Descriptor('b', type, more: $",\"urls\":{urls}");

        var manifest = ManifestText.Parse(ManifestText.Image(MediaType.OciManifest.Value, [layer]), null);

        Assert.Equal(isBlob, manifest.Blobs.Any(blob => blob.Digest == ManifestText.DigestOf('b')));
    }

    [Fact]
    public void Odd_white_space_and_unknown_fields_keep_their_bytes_and_digest()
    {
        var bytes = "\r\n\t {  \"x\" : [1e2, null] ,\n\"schemaVersion\":2,\"layers\":[ ]\t}\n\n "u8.ToArray();

        var manifest = Manifest.Parse(bytes, null);

        Assert.Equal(Digest.Of(bytes), manifest.Digest);
        Assert.True(bytes.AsSpan().SequenceEqual(manifest.Bytes.Span));
        Assert.Equal(bytes.Length, manifest.Descriptor.SizeBytes);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Four_mebibytes_are_taken_and_no_more(int more, bool isTaken)
    {
        var bytes = new byte[Manifest.MaxBytes + more];
        bytes.AsSpan().Fill((byte)' ');
        "{\"schemaVersion\":2,\"layers\":[]}"u8.CopyTo(bytes);

        Assert.Equal(isTaken, Manifest.TryParse(bytes, null, out _, out var reason));
        Assert.Equal(isTaken ? null : "the manifest has 4194305 bytes; registries take 4194304 at most", reason);
    }
}
