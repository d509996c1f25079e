using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Fakes;

namespace CmpPromoter.Tests.Copying;

public sealed class ArtifactTests
{
    private const string Repository = "team/api";

    private readonly MemoryRegistry source = new("source.example");
    private readonly MemoryRegistry destination = new("destination.example");

    [Fact]
    public async Task Looking_for_artifacts_costs_a_plain_image_one_batch_and_one_list_at_the_source()
    {
        var image = source.AddImage(Repository, "1", "a");

        await CopyAsync(image);

        var hex = image.Digest.Hex;
        Assert.Equal(
            [$"FetchManifests {Repository} sha256-{hex}.sig sha256-{hex}.att sha256-{hex}.sbom", $"FindReferrers {Repository} {image.Digest}"],
            source.Calls.Where(call => !call.StartsWith("GetBlob", StringComparison.Ordinal)).Order());
        Assert.Equal(["FindBlobs", "PutManifest", "UploadBlob", "UploadBlob"], Verbs(destination));
    }

    [Fact]
    public async Task Referrers_and_their_referrers_and_cosign_tags_are_there_before_the_tag_is()
    {
        var child = source.AddImage(Repository, null, "amd64");
        var index = source.AddIndex(Repository, "1", child);
        var sbom = source.AddArtifact(Repository, index, "sbom");
        var signature = source.AddArtifact(Repository, sbom, "signature of the sbom");
        var attestation = source.AddArtifact(Repository, child, "attestation", CosignTag(child, "att"));

        var result = await CopyAsync(index);

        Assert.Empty(result.Warnings);
        Assert.Equal(index.Digest, destination.TagAt(Repository, "1"));
        Assert.Equal(attestation.Digest, destination.TagAt(Repository, CosignTag(child, "att")));
        var puts = destination.Calls.Where(call => call.StartsWith("PutManifest", StringComparison.Ordinal))
            .Select(call => call.Split(' ')[^1]).ToList();
        Assert.Equal((child.Digest.ToString(), index.Digest.ToString()), (puts[0], puts[1]));
        Assert.Equal("1", puts[^1]);
        Assert.True(puts.IndexOf(sbom.Digest.ToString()) is > 1 and var at && at < puts.IndexOf(signature.Digest.ToString()));
        Assert.Equal(6, puts.Count);
    }

    [Fact]
    public async Task What_is_attached_to_an_image_that_only_its_digest_names_is_there_before_it_is()
    {
        var child = source.AddImage(Repository, null, "amd64");
        var index = source.AddIndex(Repository, null, child);
        var sbom = source.AddArtifact(Repository, index, "sbom");
        var signature = source.AddArtifact(Repository, child, "signature", CosignTag(child, "sig"));

        var result = await CopyAsync(index, tag: null);

        Assert.Empty(result.Warnings);
        var puts = destination.Calls.Where(call => call.StartsWith("PutManifest", StringComparison.Ordinal))
            .Select(call => call.Split(' ')[^1]).ToList();
        Assert.Equal(child.Digest.ToString(), puts[0]);
        Assert.Equal(
            new[] { sbom.Digest.ToString(), CosignTag(child, "sig") }.Order(), puts[1..3].Order());
        Assert.Equal(index.Digest.ToString(), puts[3]);
        Assert.Equal((4, true), (puts.Count, destination.Holds(Repository, signature.Digest)));
    }

    [Fact]
    public async Task A_registry_that_wants_the_subject_first_gets_what_it_refused_after_it()
    {
        var image = source.AddImage(Repository, null, "a");
        var sbom = source.AddArtifact(Repository, image, "sbom");
        destination.Fail = call => call == $"PutManifest {Repository} {sbom.Digest}" && !destination.Holds(Repository, image.Digest)
            ? new RegistryException(RegistryFault.Refused, destination.Host, "400 the subject is unknown")
            : null;

        var result = await CopyAsync(image, ArtifactMode.Require, tag: null);

        Assert.Empty(result.Warnings);
        Assert.True(destination.Holds(Repository, sbom.Digest));
    }

    [Fact]
    public async Task A_failure_of_the_moment_keeps_an_image_that_only_its_digest_names_from_being_there_without_its_artifacts()
    {
        var image = source.AddImage(Repository, null, "a");
        FailPushOf(source.AddArtifact(Repository, image, "sbom"), RegistryFault.Unavailable);

        await Assert.ThrowsAsync<PromoterException>(() => CopyAsync(image, tag: null));

        Assert.False(destination.Holds(Repository, image.Digest));
    }

    [Fact]
    public async Task What_the_destination_lists_is_neither_fetched_nor_pushed_again()
    {
        var image = source.AddImage(Repository, "1", "a");
        var kept = source.AddArtifact(Repository, image, "kept");
        var fresh = source.AddArtifact(Repository, image, "fresh");
        destination.AddArtifact(Repository, image, "kept");

        await CopyAsync(image);

        Assert.True(destination.Holds(Repository, fresh.Digest));
        Assert.DoesNotContain($"PutManifest {Repository} {kept.Digest}", destination.Calls);
        Assert.DoesNotContain($"FetchManifests {Repository} {kept.Digest}", source.Calls);
    }

    [Fact]
    public async Task A_child_that_the_destination_has_still_gets_its_signature()
    {
        var child = source.AddImage(Repository, null, "amd64");
        var index = source.AddIndex(Repository, "1", child);
        var signature = source.AddArtifact(Repository, child, "signature");
        destination.AddImage(Repository, null, "amd64");

        await CopyAsync(index);

        Assert.True(destination.Holds(Repository, signature.Digest));
    }

    [Theory]
    [InlineData(RegistryFault.Refused)]
    [InlineData(RegistryFault.Forbidden)]
    internal async Task A_refused_artifact_is_a_warning(RegistryFault fault)
    {
        var image = source.AddImage(Repository, "1", "a");
        var artifact = source.AddArtifact(Repository, image, "sbom");
        FailPushOf(artifact, fault);

        var result = await CopyAsync(image);

        Assert.StartsWith(
            $"artifact {artifact.Digest.Short} of {image.Digest.Short} is not copied: pushing manifest {artifact.Digest.Short}: destination destination.example: 405. ",
            Assert.Single(result.Warnings),
            StringComparison.Ordinal);
        Assert.Equal(image.Digest, destination.TagAt(Repository, "1"));
    }

    [Fact]
    public async Task A_refused_artifact_that_is_required_fails_its_image_and_leaves_no_tag()
    {
        var image = source.AddImage(Repository, "1", "a");
        FailPushOf(source.AddArtifact(Repository, image, "sbom"), RegistryFault.Refused);

        var failure = await Assert.ThrowsAsync<PromoterException>(() => CopyAsync(image, ArtifactMode.Require));

        Assert.Equal(FailureKind.Remote, failure.Kind);
        Assert.Null(destination.TagAt(Repository, "1"));
    }

    [Fact]
    public async Task An_artifact_that_did_not_get_through_fails_its_image_so_that_it_is_tried_again()
    {
        var image = source.AddImage(Repository, "1", "a");
        FailPushOf(source.AddArtifact(Repository, image, "sbom"), RegistryFault.Throttled);

        await Assert.ThrowsAsync<PromoterException>(() => CopyAsync(image));

        Assert.Null(destination.TagAt(Repository, "1"));
    }

    [Fact]
    public async Task Nobody_asks_for_artifacts_that_shall_stay()
    {
        var image = source.AddImage(Repository, "1", "a");
        source.AddArtifact(Repository, image, "sbom");

        await CopyAsync(image, ArtifactMode.Leave);

        Assert.Equal(["GetBlob", "GetBlob"], Verbs(source));
    }

    [Fact]
    public async Task A_cosign_tag_at_another_digest_is_reported_and_not_moved()
    {
        var image = source.AddImage(Repository, "1", "a");
        source.AddArtifact(Repository, image, "signature", CosignTag(image, "sig"));
        var own = destination.AddArtifact(Repository, image, "own signature", CosignTag(image, "sig"));

        var result = await CopyAsync(image);

        Assert.Contains($"is at {own.Digest.Short} and stays there", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(own.Digest, destination.TagAt(Repository, CosignTag(image, "sig")));
    }

    [Fact]
    public async Task A_circle_of_referrers_ends_and_what_is_listed_falsely_is_not_copied()
    {
        var image = source.AddImage(Repository, "1", "a");
        var artifact = source.AddArtifact(Repository, image, "sbom");
        var stranger = source.AddImage(Repository, "other", "b");
        source.ForgedReferrers.AddRange([(artifact.Digest, image.Descriptor), (artifact.Digest, artifact.Descriptor), (image.Digest, stranger.Descriptor)]);

        var result = await CopyAsync(image);

        Assert.Contains("the source lists it, and holds no such referrer", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.False(destination.Holds(Repository, stranger.Digest));
        Assert.True(destination.Holds(Repository, artifact.Digest));
    }

    [Fact]
    public async Task A_chain_of_referrers_without_end_is_cut_with_a_warning()
    {
        var image = source.AddImage(Repository, "1", "a");
        var chain = new List<Manifest> { image };
        for (var i = 0; i < 10; i++)
        {
            chain.Add(source.AddArtifact(Repository, chain[^1], $"link {i}"));
        }

        var result = await CopyAsync(image);

        Assert.Contains("deeper than 3 steps", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(4, chain.Skip(1).Count(link => destination.Holds(Repository, link.Digest)));
    }

    private void FailPushOf(Manifest artifact, RegistryFault fault) =>
        destination.Fail = call => call == $"PutManifest {Repository} {artifact.Digest}" ? new RegistryException(fault, destination.Host, "405") : null;

    private async Task<CopyResult> CopyAsync(
        Manifest manifest, ArtifactMode mode = ArtifactMode.Copy, string? tag = "1")
    {
        using var copier = new ImageCopier(destination, 4, mode, TimeProvider.System);
        var repository = RepositoryName.Parse(Repository);
        return await copier.CopyAsync(
            new CopyRequest
            {
                Reference = ImageReference.Parse($"{destination.Host}/{Repository}:1"),
                Source = source,
                SourceRepository = repository,
                DestinationRepository = repository,
                Manifest = manifest,
                Tag = tag is null ? null : Tag.Parse(tag),
            },
            new TransferMeter(),
            CancellationToken.None);
    }

    private static string CosignTag(Manifest subject, string suffix) => $"sha256-{subject.Digest.Hex}.{suffix}";

    private static IEnumerable<string> Verbs(MemoryRegistry registry) => registry.Calls.Select(call => call.Split(' ')[0]).Order();
}
