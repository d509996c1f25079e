using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Oci;
using CmpPromoter.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Copying;

/// <summary>While a long copy runs, somebody else may set its tag on a mutable repository.</summary>
public sealed class TagWatchTests : IDisposable
{
    private const string Repository = "team/api";

    private readonly FakeTimeProvider time = new();
    private readonly MemoryRegistry source = new("source.example");
    private readonly MemoryRegistry destination = new("destination.example");
    private readonly ImageCopier copier;

    public TagWatchTests()
    {
        copier = new ImageCopier(destination, 4, ArtifactMode.Copy, time);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tag_that_was_set_during_a_long_copy_stays_and_the_digest_arrives(bool isSigned)
    {
        var image = source.AddImage(Repository, "1", "layer");
        if (isSigned)
        {
            source.AddArtifact(Repository, image, "signature");
        }

        var hotfix = SetDuringTheCopy("hotfix", TimeSpan.FromSeconds(11));

        var result = await CopyAsync(image, $"{Repository}:1@{image.Digest}");

        Assert.Equal(hotfix.Digest, destination.TagAt(Repository, "1"));
        Assert.True(destination.Holds(Repository, image.Digest));
        Assert.Equal(
            [$"somebody has set the destination's tag 1 to {hotfix.Digest.Short} while this copy was under way; it stays there, "
                + "and the digest decides what runs"],
            result.Warnings);
    }

    [Fact]
    public async Task Where_no_digest_decides_the_warning_says_what_runs()
    {
        var image = source.AddImage(Repository, "1", "layer");
        var hotfix = SetDuringTheCopy("hotfix", TimeSpan.FromSeconds(11));

        var result = await CopyAsync(image, $"{Repository}:1");

        Assert.Equal(hotfix.Digest, destination.TagAt(Repository, "1"));
        Assert.Contains("and that is what runs. ", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_that_was_set_to_the_same_digest_is_no_matter()
    {
        var image = source.AddImage(Repository, "1", "layer");
        SetDuringTheCopy("layer", TimeSpan.FromSeconds(11));

        var result = await CopyAsync(image, $"{Repository}:1");

        Assert.Empty(result.Warnings);
        Assert.Equal(image.Digest, destination.TagAt(Repository, "1"));
    }

    [Fact]
    public async Task A_quick_copy_does_not_ask_again()
    {
        var image = source.AddImage(Repository, "1", "layer");
        SetDuringTheCopy("other", TimeSpan.FromSeconds(10));

        await CopyAsync(image, $"{Repository}:1");

        Assert.DoesNotContain(destination.Calls, call => call.StartsWith("FindManifests", StringComparison.Ordinal));
    }

    public void Dispose() => copier.Dispose();

    private Manifest SetDuringTheCopy(string layer, TimeSpan duration)
    {
        var other = new MemoryRegistry("elsewhere.example").AddImage(Repository, null, layer);
        destination.BeforeStore = (_, _) =>
        {
            destination.AddManifest(Repository, other, "1");
            time.Advance(duration);
            destination.BeforeStore = (_, _) => Task.CompletedTask;
            return Task.CompletedTask;
        };
        return other;
    }

    private Task<CopyResult> CopyAsync(Manifest manifest, string reference) => copier.CopyAsync(
        new CopyRequest
        {
            Reference = ImageReference.Parse($"{destination.Host}/{reference}"),
            Source = source,
            SourceRepository = RepositoryName.Parse(Repository),
            DestinationRepository = RepositoryName.Parse(Repository),
            Manifest = manifest,
            Tag = Tag.Parse("1"),
        },
        new TransferMeter(),
        TestContext.Current.CancellationToken);
}
