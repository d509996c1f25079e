using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Tests.Faults;

/// <summary>Manifests of every odd shape arrive with their very bytes.</summary>
public sealed class IdentityFaultTests
{
    private const string Oci = "application/vnd.oci.image.manifest.v1+json";
    private const string Config = "application/vnd.oci.image.config.v1+json";
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private const string Docker = "application/vnd.docker.distribution.manifest.v2+json";

    [Theory(Timeout = TwoAccounts.Patience)]
    [InlineData("no media type", """{VERSION,"config":CONFIG,"layers":[LAYER]}""")]
    [InlineData("white space", "{\n\t VERSION ,\r\n\"mediaType\" : \"TYPE\",\"config\": CONFIG , \"layers\":[]\n}\n\n")]
    [InlineData("unknown fields", """{"x":[2.50,null],VERSION,"mediaType":"TYPE","config":CONFIG,"z":"\u00e9\/é"}""")]
    [InlineData("UTF-8", """{VERSION,"mediaType":"TYPE","config":CONFIG,"layers":[],"annotations":{"ключ":"値 🚢"}}""")]
    [InlineData("no layers", """{VERSION,"mediaType":"TYPE","config":CONFIG,"layers":[]}""")]
    [InlineData("a layer twice", """{VERSION,"mediaType":"TYPE","config":CONFIG,"layers":[LAYER,LAYER]}""")]
    [InlineData("an artifact", """{VERSION,"mediaType":"TYPE","artifactType":"a/b","config":EMPTY,"layers":[LAYER]}""")]
    public async Task A_manifest_of_any_shape_arrives_with_its_very_bytes(string shape, string text)
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var manifest = text.Replace("TYPE", Oci, StringComparison.Ordinal)
            .Replace("VERSION", "\"schemaVersion\":2", StringComparison.Ordinal)
            .Replace("CONFIG", Blob(ecr, Config, "{\"os\":\"linux\"}"), StringComparison.Ordinal)
            .Replace("EMPTY", Blob(ecr, "application/vnd.oci.empty.v1+json", "{}"), StringComparison.Ordinal)
            .Replace("LAYER", Blob(ecr, "application/vnd.oci.image.layer.v1.tar", shape), StringComparison.Ordinal);
        ecr.OfferBytes("1", manifest, Oci);

        await ecr.ArrivesAsync("1");

        Assert.Equal(ecr.Uploads().Distinct().Count(), ecr.Uploads().Length);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task An_index_of_indexes_arrives_with_every_level()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var inner = ecr.OfferIndex("inner");
        ecr.OfferBytes("outer", $$"""
            {"schemaVersion":2,"mediaType":"{{Index}}","manifests":[
            {"mediaType":"{{Index}}","digest":"{{inner.Digest}}","size":{{inner.SizeBytes}}}]}
            """, Index);

        await ecr.ArrivesAsync("outer");

        Assert.Equal(["outer"], ecr.Destination.Repository(TwoAccounts.Repository).Tags.Keys);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task Attestations_of_no_platform_travel_with_their_index()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var index = ecr.OfferIndex("1", new IndexSpec { Attestations = true });

        await ecr.ArrivesAsync("1");

        Assert.Equal(4, index.Children.Length);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_Docker_image_stays_one()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var image = ecr.Offer("1", new ImageSpec { Docker = true });

        await ecr.ArrivesAsync("1");

        var copy = ecr.Destination.Repository(TwoAccounts.Repository).Find("1");
        Assert.Equal((Docker, image.Digest), (copy!.MediaType, copy.Digest));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_foreign_layer_stays_where_it_is()
    {
        const string ForeignLayer = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
        await using var ecr = await TwoAccounts.StartAsync();
        var digest = "sha256:" + new string('f', 64);
        ecr.OfferBytes("1", $$"""
            {"schemaVersion":2,"mediaType":"{{Docker}}",
            "config":{{Blob(ecr, "application/vnd.docker.container.image.v1+json", "{}")}},
            "layers":[{
            "mediaType":"{{ForeignLayer}}","digest":"{{digest}}","size":9,"urls":["https://example.com/layer"]}]}
            """, Docker);

        await ecr.ArrivesAsync("1");

        Assert.DoesNotContain(digest, ecr.Uploads());
    }

    private static string Blob(TwoAccounts ecr, string mediaType, string content)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(content);
        var digest = ecr.Source.PushBlob(TwoAccounts.Repository, bytes);
        return $$"""{"mediaType":"{{mediaType}}","digest":"{{digest}}","size":{{bytes.Length}}}""";
    }
}
