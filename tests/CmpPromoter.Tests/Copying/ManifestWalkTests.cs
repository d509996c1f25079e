using System.Text;
using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Tests.Fakes;

namespace CmpPromoter.Tests.Copying;

/// <summary>An index is an author's text: what it lists is walked only as far as anybody builds one in good faith.</summary>
public sealed class ManifestWalkTests
{
    private const string Repository = "team/api";

    private readonly MemoryRegistry source = new("source.example");
    private readonly MemoryRegistry destination = new("destination.example");

    [Fact]
    public async Task Children_are_fetched_twenty_five_at_a_time()
    {
        var children = Enumerable.Range(0, 60).Select(n => source.AddImage(Repository, null, $"{n}")).ToArray();
        var index = source.AddIndex(Repository, "1", children);

        var levels = await CollectAsync(index);

        Assert.Equal(61, levels.Sum(level => level.Length));
        Assert.Equal([25, 25, 10], source.Calls.Select(call => call.Split(' ').Length - 2));
    }

    [Fact]
    public async Task Manifests_of_more_than_32_MiB_are_refused_before_they_are_fetched()
    {
        var children = Enumerable.Range(0, 9)
            .Select(n => new Descriptor { MediaType = MediaType.OciIndex, Digest = Digest.Of([(byte)n]), SizeBytes = 4 << 20 });

        var failure = await Assert.ThrowsAsync<PromoterException>(() => CollectAsync(Index([.. children])));

        Assert.Equal(FailureKind.Image, failure.Kind);
        Assert.EndsWith("lists manifests of more than 33554432 bytes in all. Build a smaller index", failure.Message, StringComparison.Ordinal);
        Assert.Empty(source.Calls);
    }

    [Fact]
    public async Task Announced_sizes_that_overflow_are_refused()
    {
        var children = Enumerable.Range(0, 3)
            .Select(n => new Descriptor { MediaType = MediaType.OciIndex, Digest = Digest.Of([(byte)n]), SizeBytes = long.MaxValue });

        await Assert.ThrowsAsync<PromoterException>(() => CollectAsync(Index([.. children])));

        Assert.Empty(source.Calls);
    }

    [Fact]
    public async Task A_child_of_another_size_than_its_index_says_is_refused_with_both()
    {
        var child = source.AddImage(Repository, null, "layer");

        var failure = await Assert.ThrowsAsync<PromoterException>(
            () => CollectAsync(Index(child.Descriptor with { SizeBytes = 7 })));

        Assert.Equal(
            $"its index lists {child.Digest} with 7 bytes, and it has {child.Bytes.Length}: nobody could pull it. "
            + "Build the index again and push it to the source",
            failure.Message);
    }

    private static Manifest Index(params Descriptor[] children)
    {
        var entries = children.Select(child =>
            $$"""{"mediaType":"{{child.MediaType}}","digest":"{{child.Digest}}","size":{{child.SizeBytes}}}""");
        var json = $$"""{"schemaVersion":2,"mediaType":"{{MediaType.OciIndex}}","manifests":[{{string.Join(',', entries)}}]}""";
        return Manifest.Parse(Encoding.UTF8.GetBytes(json), null);
    }

    private Task<ImmutableArray<ImmutableArray<Manifest>>> CollectAsync(Manifest index) =>
        new ManifestWalk(destination).CollectAsync(
            new CopyRequest
            {
                Reference = ImageReference.Parse($"{destination.Host}/{Repository}:1"),
                Source = source,
                SourceRepository = RepositoryName.Parse(Repository),
                DestinationRepository = RepositoryName.Parse(Repository),
                Manifest = index,
                Tag = Tag.Parse("1"),
            },
            TestContext.Current.CancellationToken);
}
