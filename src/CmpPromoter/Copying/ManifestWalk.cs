using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Copying;

/// <summary>Finds every manifest below an index that the destination lacks, asking each side once per level of nesting.</summary>
internal sealed class ManifestWalk(IRegistry destination)
{
    /// <summary>Far beyond any index that is built; a bound for those that are built to be walked for ever.</summary>
    private const int MaxManifests = 1000;

    /// <summary>Index of indexes of indexes; deeper nesting is not found in the wild.</summary>
    private const int MaxDepth = 8;

    /// <summary>
    /// Of one image, all held in memory while its blobs are on their way: indexes of a thousand manifests stay far below.
    /// </summary>
    private const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Manifests fetched with one question, each of which may be as large as manifests get.</summary>
    private const int MaxBatch = 25;

    /// <returns>The manifests to push, every child before its parents; the top manifest is the last.</returns>
    /// <exception cref="PromoterException">
    /// The source lacks a manifest that its index lists, or has another than listed, or the index is out of bounds.
    /// </exception>
    public async Task<ImmutableArray<ImmutableArray<Manifest>>> CollectAsync(
        CopyRequest request, CancellationToken cancellationToken)
    {
        var manifests = new Dictionary<Digest, Manifest> { [request.Manifest.Digest] = request.Manifest };
        var seen = new HashSet<Digest> { request.Manifest.Digest };
        long bytes = request.Manifest.Bytes.Length;
        ImmutableArray<Manifest> level = [request.Manifest];
        for (var depth = 0; ; depth++)
        {
            var listed = level.SelectMany(manifest => manifest.Children).Where(child => seen.Add(child.Digest));
            var children = listed.ToImmutableArray();
            if (children.IsEmpty)
            {
                return InPushOrder(request.Manifest, manifests);
            }

            if (depth == MaxDepth || seen.Count > MaxManifests)
            {
                throw TooLarge(request, $"nests deeper than {MaxDepth} levels or lists more than {MaxManifests} manifests");
            }

            var absent = await FindAbsentAsync(request, children, cancellationToken);
            foreach (var child in absent)
            {
                // Each is what its index says it is, or refused; so what is announced is what comes.
                bytes = child.SizeBytes <= MaxBytes - bytes
                    ? bytes + child.SizeBytes
                    : throw TooLarge(request, $"lists manifests of more than {MaxBytes} bytes in all");
            }

            level = await FetchAsync(request, absent, cancellationToken);
            foreach (var manifest in level)
            {
                manifests.Add(manifest.Digest, manifest);
            }
        }
    }

    private async Task<ImmutableArray<Descriptor>> FindAbsentAsync(
        CopyRequest request, ImmutableArray<Descriptor> children, CancellationToken cancellationToken)
    {
        var keys = children.Select(child => ManifestKey.Of(child.Digest)).ToImmutableArray();
        var presence = await destination.FindManifestsAsync(request.DestinationRepository, keys, cancellationToken);
        return [.. children.Where((_, index) => presence.Digests[index] is null)];
    }

    private static async Task<ImmutableArray<Manifest>> FetchAsync(
        CopyRequest request, ImmutableArray<Descriptor> absent, CancellationToken cancellationToken)
    {
        var fetched = ImmutableArray.CreateBuilder<Manifest>(absent.Length);
        foreach (var batch in absent.Chunk(MaxBatch))
        {
            var keys = batch.Select(child => ManifestKey.Of(child.Digest)).ToImmutableArray();
            var manifests = await request.Source.FetchManifestsAsync(request.SourceRepository, keys, cancellationToken);
            fetched.AddRange(batch.Zip(manifests, (child, manifest) => Check(request, child, manifest)));
        }

        return fetched.DrainToImmutable();
    }

    private static Manifest Check(CopyRequest request, Descriptor child, Manifest? manifest) => manifest switch
    {
        null => throw new PromoterException(
            FailureKind.Image,
            $"its index lists {child.Digest}, which {request.Source.Host}/{request.SourceRepository} does not hold. "
            + "Push the whole index to the source again (all platforms), then refresh"),
        { Bytes.Length: var length } when length != child.SizeBytes => throw new PromoterException(
            FailureKind.Image,
            $"its index lists {child.Digest} with {child.SizeBytes} bytes, and it has {length}: nobody could pull it. "
            + "Build the index again and push it to the source"),
        _ => manifest,
    };

    private static PromoterException TooLarge(CopyRequest request, string why) =>
        new(FailureKind.Image, $"the index {request.Manifest.Digest} {why}. Build a smaller index");

    /// <summary>By height over the leaves: what has the same height may be pushed side by side.</summary>
    private static ImmutableArray<ImmutableArray<Manifest>> InPushOrder(Manifest top, Dictionary<Digest, Manifest> manifests)
    {
        var heights = new Dictionary<Digest, int>();
        HeightOf(top);
        return [.. manifests.Values
            .GroupBy(manifest => heights[manifest.Digest])
            .OrderBy(group => group.Key)
            .Select(group => group.ToImmutableArray())];

        // The recursion is as deep as the nesting, which has been bounded; digests admit no circles.
        int HeightOf(Manifest manifest)
        {
            if (!heights.TryGetValue(manifest.Digest, out var height))
            {
                height = manifest.Children
                    .Select(child => manifests.TryGetValue(child.Digest, out var found) ? HeightOf(found) + 1 : 0)
                    .DefaultIfEmpty(0)
                    .Max();
                heights.Add(manifest.Digest, height);
            }

            return height;
        }
    }
}
