using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Fakes;

namespace CmpPromoter.Tests.Copying;

public sealed class ImageCopierTests : IDisposable
{
    private const string Repository = "team/api";

    private readonly MemoryRegistry source = new("source.example");
    private readonly MemoryRegistry destination = new("destination.example");
    private readonly ImageCopier copier;

    public ImageCopierTests()
    {
        copier = new ImageCopier(destination, 4, ArtifactMode.Copy, TimeProvider.System);
    }

    public void Dispose() => copier.Dispose();

    [Fact]
    public async Task An_image_arrives_with_its_bytes_its_digest_and_its_tag()
    {
        var image = source.AddImage(Repository, "1.4", "a", "b");

        var result = await CopyAsync(image, "1.4");

        Assert.Equal(image.Digest, destination.TagAt(Repository, "1.4"));
        Assert.Equal((3, 1, 0), (result.MovedBlobs, result.PushedManifests, result.ReusedBlobs));
        Assert.Equal(image.Blobs.Sum(blob => blob.SizeBytes), result.MovedBytes);
    }

    [Fact]
    public async Task A_cold_copy_asks_the_destination_once_for_blobs_and_sends_each_once()
    {
        var image = source.AddImage(Repository, "1.4", "a", "b", "c");

        await CopyAsync(image, "1.4");

        Assert.Equal(
            ["FindBlobs", "PutManifest", "UploadBlob", "UploadBlob", "UploadBlob", "UploadBlob"], Verbs(destination));
        Assert.Equal(["FetchManifests", "FindReferrers", "GetBlob", "GetBlob", "GetBlob", "GetBlob"], Verbs(source));
    }

    [Fact]
    public async Task A_new_tag_of_what_is_there_asks_for_one_blob_and_for_the_manifest_where_each_blob_is_a_question()
    {
        var image = source.AddImage(Repository, "1.4", "a", "b", "c");
        var (registry, manifest) = (new MemoryRegistry("destination.example") { FindsBlobsInBatches = false }, image.Digest);
        registry.AddImage(Repository, "1.3", "a", "b", "c");
        using var asking = new ImageCopier(registry, 4, ArtifactMode.Copy, TimeProvider.System);

        var result = await asking.CopyAsync(Request(image, "1.4"), new TransferMeter(), CancellationToken.None);

        Assert.Equal(manifest, registry.TagAt(Repository, "1.4"));
        Assert.Equal(["FindBlobs", "FindManifests", "PutManifest"], Verbs(registry));
        Assert.Equal((0, 4, 1), (result.MovedBlobs, result.ReusedBlobs, result.PushedManifests));
    }

    [Fact]
    public async Task A_new_image_asks_for_each_blob_once_where_each_blob_is_a_question()
    {
        var image = source.AddImage(Repository, "1.4", "a", "b");
        var registry = new MemoryRegistry("destination.example") { FindsBlobsInBatches = false };
        registry.AddImage(Repository, "1.3", "a");
        using var asking = new ImageCopier(registry, 4, ArtifactMode.Copy, TimeProvider.System);

        var result = await asking.CopyAsync(Request(image, "1.4"), new TransferMeter(), CancellationToken.None);

        Assert.Equal(["FindBlobs", "FindBlobs", "PutManifest", "UploadBlob", "UploadBlob"], Verbs(registry));
        Assert.Equal((2, 1), (result.MovedBlobs, result.ReusedBlobs));
    }

    [Fact]
    public async Task The_manifests_of_an_index_go_before_it_by_digest_and_the_tag_comes_last()
    {
        var amd64 = source.AddImage(Repository, null, "amd64", "shared");
        var arm64 = source.AddImage(Repository, null, "arm64", "shared");
        var nested = source.AddIndex(Repository, null, arm64);
        var index = source.AddIndex(Repository, "2.0", amd64, nested);

        await CopyAsync(index, "2.0");

        var puts = destination.Calls.Where(call => call.StartsWith("PutManifest", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, puts.Count);
        Assert.EndsWith(" 2.0", puts[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(puts[..3], put => put.EndsWith(" 2.0", StringComparison.Ordinal));
        Assert.Equal(1, destination.Calls.Count(call => call.StartsWith("FindBlobs", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Children_that_the_destination_holds_are_not_fetched_again()
    {
        var amd64 = source.AddImage(Repository, null, "amd64");
        var arm64 = source.AddImage(Repository, null, "arm64");
        var index = source.AddIndex(Repository, "2.0", amd64, arm64);
        destination.AddImage(Repository, null, "amd64");

        var result = await CopyAsync(index, "2.0");

        Assert.Equal((2, 2), (result.PushedManifests, result.MovedBlobs));
        Assert.DoesNotContain(source.Calls, call => call.StartsWith("FetchManifests", StringComparison.Ordinal)
            && call.Contains(amd64.Digest.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_child_that_the_source_lacks_fails_before_anything_is_sent()
    {
        var known = source.AddImage(Repository, null, "amd64");
        var lost = new MemoryRegistry("elsewhere.example").AddImage(Repository, null, "arm64");
        var index = source.AddIndex(Repository, "2.0", known, lost);

        var failure = await Assert.ThrowsAsync<PromoterException>(() => CopyAsync(index, "2.0"));

        Assert.Equal(FailureKind.Image, failure.Kind);
        Assert.Contains(lost.Digest.ToString(), failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("UploadBlob", Verbs(destination));
        Assert.Null(destination.TagAt(Repository, "2.0"));
    }

    [Fact]
    public async Task Two_images_that_share_a_layer_move_it_once()
    {
        var first = source.AddImage(Repository, "1", "shared", "one");
        var second = source.AddImage(Repository, "2", "shared", "two");

        var results = await Task.WhenAll(CopyAsync(first, "1"), CopyAsync(second, "2"));

        Assert.Equal(5, results.Sum(result => result.MovedBlobs));
        Assert.Equal(1, results.Sum(result => result.ReusedBlobs));
        Assert.Equal(5, Verbs(destination).Count(verb => verb == "UploadBlob"));
    }

    [Fact]
    public async Task A_blob_of_the_same_registry_is_mounted()
    {
        var registry = new MemoryRegistry("one.example") { Mounts = true };
        using var within = new ImageCopier(registry, 4, ArtifactMode.Copy, TimeProvider.System);
        var image = registry.AddImage("dev/api", "1", "layer");

        var result = await within.CopyAsync(Request(image, "1") with
        {
            Source = registry,
            SourceRepository = RepositoryName.Parse("dev/api"),
        }, new TransferMeter(), CancellationToken.None);

        Assert.Equal((2, 0, 0L), (result.MountedBlobs, result.MovedBlobs, result.MovedBytes));
        Assert.Equal(image.Digest, registry.TagAt(Repository, "1"));
    }

    [Fact]
    public async Task A_failed_blob_leaves_no_tag_and_names_side_digest_and_answer()
    {
        var image = source.AddImage(Repository, "1", "layer");
        var layer = image.Blobs[1];
        destination.Fail = call => call.StartsWith($"UploadBlob {Repository} {layer.Digest}", StringComparison.Ordinal)
            ? new RegistryException(RegistryFault.Forbidden, destination.Host, "PUT https://destination.example/x: 403 DENIED: no")
            : null;

        var failure = await Assert.ThrowsAsync<PromoterException>(() => CopyAsync(image, "1"));

        Assert.Equal(FailureKind.Remote, failure.Kind);
        Assert.StartsWith($"copying blob {layer.Digest.Short} (5 bytes): destination destination.example: PUT", failure.Message, StringComparison.Ordinal);
        Assert.Null(destination.TagAt(Repository, "1"));
    }

    [Fact]
    public async Task A_failed_copy_is_tried_anew_and_goes_on_from_what_was_finished()
    {
        var image = source.AddImage(Repository, "1", "layer");
        destination.Fail = call => call.StartsWith("PutManifest", StringComparison.Ordinal)
            ? new RegistryException(RegistryFault.Unavailable, destination.Host, "503")
            : null;
        await Assert.ThrowsAsync<PromoterException>(() => CopyAsync(image, "1"));
        destination.Fail = _ => null;

        var result = await CopyAsync(image, "1");

        Assert.Equal((0, 2, 1), (result.MovedBlobs, result.ReusedBlobs, result.PushedManifests));
    }

    [Fact]
    public async Task A_copy_that_gives_up_does_not_stop_the_blob_another_copy_waits_for()
    {
        var first = source.AddImage(Repository, "1", "shared");
        var uploading = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        destination.BeforeStore = async (digest, token) =>
        {
            if (digest == first.Blobs[1].Digest)
            {
                uploading.TrySetResult();
                await release.Task.WaitAsync(token);
            }
        };
        using var impatient = new CancellationTokenSource();
        var leaver = copier.CopyAsync(Request(first, "1"), new TransferMeter(), impatient.Token);
        await uploading.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var stayer = CopyAsync(first, "1");

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        release.SetResult();
        await stayer.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(first.Digest, destination.TagAt(Repository, "1"));
        Assert.Equal(1, destination.Calls.Count(call => call == $"UploadBlob {Repository} {first.Blobs[1].Digest}"));
    }

    private Task<CopyResult> CopyAsync(Manifest manifest, string tag) =>
        copier.CopyAsync(Request(manifest, tag), new TransferMeter(), CancellationToken.None);

    private CopyRequest Request(Manifest manifest, string tag) => new()
    {
        Reference = ImageReference.Parse($"{destination.Host}/{Repository}:{tag}"),
        Source = source,
        SourceRepository = RepositoryName.Parse(Repository),
        DestinationRepository = RepositoryName.Parse(Repository),
        Manifest = manifest,
        Tag = Tag.Parse(tag),
    };

    private static IEnumerable<string> Verbs(MemoryRegistry registry) => registry.Calls.Select(call => call.Split(' ')[0]).Order();
}
