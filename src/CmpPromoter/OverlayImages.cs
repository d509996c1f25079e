using CmpPromoter.Diagnostics;
using CmpPromoter.Extraction;
using CmpPromoter.Overlays;
using CmpPromoter.Rendering;

namespace CmpPromoter;

/// <summary>The images of several overlays at once: all of them, or the faults of every overlay that has one.</summary>
internal sealed class OverlayImages(KustomizeRenderer renderer, ImageExtractor extractor)
{
    /// <summary>Each is a child process that may wait for a remote base; more would only fight for the processors.</summary>
    private const int ConcurrentRenders = 4;

    /// <param name="directories">The overlays; one that is named twice is rendered once.</param>
    /// <param name="cancellationToken">Ends every kustomize.</param>
    /// <returns>In the order of the overlays, and in each in the order in which it names them.</returns>
    /// <exception cref="PromoterException">An overlay cannot be rendered or names what is no image.</exception>
    public async Task<ImmutableArray<ImageUse>> FindAsync(ImmutableArray<string> directories, CancellationToken cancellationToken)
    {
        var overlays = directories.DistinctBy(Path.GetFullPath).ToImmutableArray();
        if (overlays is [var only])
        {
            return await FindAsync(only, cancellationToken);
        }

        var uses = new ImmutableArray<ImageUse>[overlays.Length];
        var faults = new PromoterException?[overlays.Length];
        var bound = new ParallelOptions { MaxDegreeOfParallelism = ConcurrentRenders, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, overlays.Length, bound, async (n, token) =>
        {
            try
            {
                uses[n] = await FindAsync(overlays[n], token);
            }
            catch (PromoterException fault)
            {
                faults[n] = fault; // Who mends the first wants to hear of the others too.
            }
        });
        ThrowIfAny([.. faults.OfType<PromoterException>()], overlays.Length);
        return [.. uses.SelectMany(found => found)];
    }

    private async Task<ImmutableArray<ImageUse>> FindAsync(string directory, CancellationToken cancellationToken) =>
        extractor.Extract(await renderer.RenderAsync(directory, cancellationToken));

    private static void ThrowIfAny(ImmutableArray<PromoterException> faults, int overlays)
    {
        if (!faults.IsEmpty)
        {
            throw new PromoterException(
                faults.Min(fault => fault.Kind),
                $"{faults.Length} of {overlays} overlays cannot be used; nothing was copied\n"
                + string.Join('\n', faults.Select(fault => $"- {fault.Message}")),
                faults[0]);
        }
    }
}
