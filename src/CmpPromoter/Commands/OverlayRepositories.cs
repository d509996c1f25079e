using CmpPromoter.Oci;

namespace CmpPromoter.Commands;

/// <summary>The destination repositories that an overlay uses.</summary>
internal static class OverlayRepositories
{
    /// <returns>Each once, in the overlay's order; empty when it names no image of the destination.</returns>
    /// <exception cref="Diagnostics.PromoterException">The overlay cannot be rendered.</exception>
    public static async Task<ImmutableArray<RepositoryName>> FindAsync(
        Composition composition, string path, CancellationToken cancellationToken)
    {
        return
        [
            .. (await composition.Images.FindAsync([path], cancellationToken))
                .Where(use => use.Reference.Registry == composition.Options.Destination.Host)
                .Select(use => use.Reference.Repository)
                .Distinct(),
        ];
    }
}
