using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;

namespace CmpPromoter.Emission;

/// <summary>Writes the rendered overlay, byte for byte as kustomize printed it. Nothing else in the program writes to that stream.</summary>
internal sealed class OverlayEmitter(Stream output)
{
    /// <exception cref="PromoterException">The reader went away or the disk is full; what was written is not whole.</exception>
    public async Task EmitAsync(RenderedOverlay overlay, CancellationToken cancellationToken)
    {
        try
        {
            await output.WriteAsync(overlay.Bytes, cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
        catch (IOException fault)
        {
            throw new PromoterException(
                FailureKind.Render, $"writing the manifests to standard output: {fault.Message.TrimEnd('.')}. Check who reads it", fault);
        }
    }
}
