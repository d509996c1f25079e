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

    /// <returns>The manifests to push, every child before its parents; the top manifest is the last.</returns>
    /// <exception cref="PromoterException">The source lacks a manifest that its index lists, or the index is out of bounds.</exception>
    public async Task<ImmutableArray<ImmutableArray<Manifest>>> CollectAsync(
        CopyRequest request, CancellationToken cancellationToken)
    {
        var manifests = new Dictionary<Digest, Manifest> { [request.Manifest.Digest] = request.Manifest };
        var seen = new HashSet<Digest> { request.Manifest.Digest };
        ImmutableArray<Manifest> level = [request.Manifest];
        for (var depth = 0; ; depth++)
        {
            var listed = level.SelectMany(manifest => manifest.Children).Select(child => child.Digest).Where(seen.Add);
            var children = listed.ToImmutableArray();
            if (children.IsEmpty)
            {
                return InPushOrder(request.Manifest, manifests);
            }

            if (depth == MaxDepth || seen.Count > MaxManifests)
            {
                throw new PromoterException(
                    FailureKind.Image,
                    $"the index {request.Manifest.Digest} nests deeper than {MaxDepth} levels or lists more than {MaxManifests} manifests. Build a smaller index");
            }

            level = await FetchAbsentAsync(request, children, cancellationToken);
            foreach (var manifest in level)
            {
                manifests.Add(manifest.Digest, manifest);
            }
        }
    }

    private async Task<ImmutableArray<Manifest>> FetchAbsentAsync(
        CopyRequest request, ImmutableArray<Digest> children, CancellationToken cancellationToken)
    {
        var keys = children.Select(ManifestKey.Of).ToImmutableArray();
        var presence = await destination.FindManifestsAsync(request.DestinationRepository, keys, cancellationToken);
        var absent = keys.Where((_, index) => presence.Digests[index] is null).ToImmutableArray();
        if (absent.IsEmpty)
        {
            return [];
        }

        var fetched = await request.Source.FetchManifestsAsync(request.SourceRepository, absent, cancellationToken);
        return [.. fetched.Select((manifest, index) => manifest ?? throw new PromoterException(
            FailureKind.Image,
            $"its index lists {absent[index]}, which {request.Source.Host}/{request.SourceRepository} does not hold. "
            + "Push the whole index to the source again (all platforms), then refresh"))];
    }

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
