using CmpPromoter.Oci;

namespace CmpPromoter.Promotion;

/// <summary>All manifests of an image at its source, one batch a level of nesting; bounded, whatever an index lists.</summary>
internal static class ManifestTree
{
    /// <summary>What is larger is not measured; the copy has bounds of its own.</summary>
    private const int MaxManifests = 200;

    private const int MaxDepth = 4;

    /// <returns>The image's own manifest first; what the source lacks or the bounds leave out is not among them.</returns>
    /// <exception cref="Registry.RegistryException">The source could not be asked.</exception>
    public static async Task<ImmutableArray<Manifest>> ReadAsync(SourceImage source, CancellationToken cancellationToken)
    {
        var all = new List<Manifest> { source.Manifest };
        var seen = new HashSet<Digest> { source.Manifest.Digest };
        IReadOnlyList<Manifest> level = all.ToArray();
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            ImmutableArray<ManifestKey> children =
            [
                .. level.SelectMany(manifest => manifest.Children).Select(child => child.Digest).Where(seen.Add)
                    .Take(MaxManifests - all.Count).Select(ManifestKey.Of),
            ];
            if (children.IsEmpty)
            {
                break;
            }

            var fetched = await source.Registry.FetchManifestsAsync(source.Repository, children, cancellationToken);
            level = [.. fetched.OfType<Manifest>()];
            all.AddRange(level);
        }

        return [.. all];
    }
}
