using System.Text;
using CmpPromoter.Configuration;
using CmpPromoter.Ecr;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Ecr;

public sealed class EcrRegistryTests
{
    private static readonly RepositoryName Repository = RepositoryName.Parse("team/api");
    private static readonly ManifestKey V1 = ManifestKey.Of(Tag.Parse("v1"));
    private static readonly ManifestKey V2 = ManifestKey.Of(Tag.Parse("v2"));

    [Fact]
    public async Task Presence_is_the_control_planes_answer_alone()
    {
        var manifest = Index("one");
        var registry = new EcrRegistry(new FakeRegistry(), Holding((V2, Image(manifest))), creation: null);

        var presence = await registry.FindManifestsAsync(Repository, [V1, V2], CancellationToken.None);

        Assert.False(presence.IsRepositoryMissing);
        Assert.Equal([null, manifest.Digest], presence.Digests);
    }

    [Fact]
    public async Task A_missing_repository_is_passed_on()
    {
        var control = new FakeControlPlane
        {
            Images = (_, _) => new EcrImages { IsRepositoryMissing = true, Images = [null] },
        };
        var registry = new EcrRegistry(new FakeRegistry(), control, creation: null);

        var presence = await registry.FindManifestsAsync(Repository, [V1], CancellationToken.None);
        var manifests = await registry.FetchManifestsAsync(Repository, [V1], CancellationToken.None);

        Assert.True(presence.IsRepositoryMissing);
        Assert.Equal([null], presence.Digests);
        Assert.Equal([null], manifests);
    }

    [Fact]
    public async Task A_manifest_whose_text_has_its_digest_needs_no_second_request()
    {
        var manifest = Index("one");
        var data = new FakeRegistry();
        var registry = new EcrRegistry(data, Holding((V1, Image(manifest))), creation: null);

        var fetched = await registry.FetchManifestsAsync(Repository, [V1, V2], CancellationToken.None);

        Assert.Equal([manifest, null], fetched);
        Assert.Equal(manifest.Bytes.ToArray(), fetched[0]!.Bytes.ToArray());
        Assert.Empty(data.Asked);
    }

    [Fact]
    public async Task Manifests_whose_text_was_altered_on_the_way_are_fetched_by_digest_in_one_go()
    {
        var (one, two) = (Index("one"), Index("two"));
        var data = new FakeRegistry(one, two);
        var control = Holding((V1, Altered(one)), (V2, Altered(two)), (ManifestKey.Of(one.Digest), Altered(one)));
        var registry = new EcrRegistry(data, control, creation: null);

        var fetched = await registry.FetchManifestsAsync(
            Repository, [V1, V2, ManifestKey.Of(one.Digest)], CancellationToken.None);

        Assert.Equal([one, two, one], fetched);
        Assert.Equal([$"fetch team/api {one.Digest} {two.Digest}"], data.Asked);
    }

    [Fact]
    public async Task A_manifest_that_is_none_is_refused_with_its_digest()
    {
        var bytes = """{"schemaVersion":1}"""u8.ToArray();
        var image = new EcrImage { Digest = Digest.Of(bytes), ManifestBytes = bytes, MediaType = null };
        var registry = new EcrRegistry(new FakeRegistry(), Holding((V1, image)), creation: null);

        var fault = await Assert.ThrowsAsync<RegistryException>(() =>
            registry.FetchManifestsAsync(Repository, [V1], CancellationToken.None));

        Assert.Equal(RegistryFault.Protocol, fault.Fault);
        Assert.Contains($"team/api@{image.Digest}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blobs_are_looked_for_through_the_control_plane()
    {
        var (here, there) = (Digest.Of("here"u8), Digest.Of("there"u8));
        var control = new FakeControlPlane { Layers = (name, digests) => name == Repository ? [digests[0]] : [] };
        var registry = new EcrRegistry(new FakeRegistry(), control, creation: null);

        Assert.Equal([here], await registry.FindBlobsAsync(Repository, [here, there], CancellationToken.None));
    }

    [Fact]
    public async Task A_repository_is_created_only_when_the_administrator_says_how()
    {
        var options = new RepositoryCreationOptions
        {
            ImageTagMutability = "IMMUTABLE",
            ScanOnPush = true,
            EncryptionType = null,
            KmsKey = null,
            Tags = ImmutableSortedDictionary<string, string>.Empty,
            LifecyclePolicy = null,
        };
        var created = new List<(RepositoryName, RepositoryCreationOptions)>();
        var may = new EcrRegistry(
            new FakeRegistry(), new FakeControlPlane { Create = (name, how) => created.Add((name, how)) }, options);
        var mayNot = new EcrRegistry(new FakeRegistry(), new FakeControlPlane(), creation: null);

        await may.EnsureRepositoryAsync(Repository, CancellationToken.None);
        await mayNot.EnsureRepositoryAsync(Repository, CancellationToken.None);

        Assert.Equal([(Repository, options)], created);
        Assert.Equal((true, false), (may.CanCreateRepositories, mayNot.CanCreateRepositories));
    }

    [Fact]
    public async Task Pushes_go_to_the_data_plane()
    {
        var manifest = Index("one");
        var data = new FakeRegistry();

        await new EcrRegistry(data, new FakeControlPlane(), creation: null)
            .PutManifestAsync(Repository, manifest, Tag.Parse("v1"), CancellationToken.None);

        Assert.Equal([$"put team/api v1 {manifest.Digest}"], data.Asked);
    }

    private static Manifest Index(string name)
    {
        var text = $$"""{"schemaVersion":2, "manifests":[], "annotations":{"name":"{{name}}"} }""";
        return Manifest.Parse(Encoding.UTF8.GetBytes(text), MediaType.OciIndex);
    }

    private static EcrImage Image(Manifest manifest) => new()
    {
        Digest = manifest.Digest,
        ManifestBytes = manifest.Bytes,
        MediaType = manifest.MediaType,
    };

    private static EcrImage Altered(Manifest manifest) => Image(manifest) with { ManifestBytes = "{}"u8.ToArray() };

    private static FakeControlPlane Holding(params (ManifestKey Key, EcrImage Image)[] images) => new()
    {
        Images = (_, keys) => new EcrImages
        {
            IsRepositoryMissing = false,
            Images = [.. keys.Select(key => images.FirstOrDefault(image => image.Key == key).Image)],
        },
    };
}
