using CmpPromoter.Diagnostics;
using CmpPromoter.Emission;
using CmpPromoter.Extraction;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;
using CmpPromoter.Rendering;

namespace CmpPromoter;

/// <summary>The whole main job: an overlay directory in, the same manifests out once every image they name is at the destination.</summary>
/// <param name="renderer">Makes the manifests.</param>
/// <param name="extractor">Finds their images; made while kustomize works.</param>
/// <param name="promoter">Sees to it that they are at the destination; asked for when they are known.</param>
/// <param name="warmUp">
/// Gets ready what promoting would have to wait for and rendering need not. Nobody waits for it: what it has not done by then, or could
/// not do, promoting does, and says so; and where no image is to be promoted it was not needed.
/// </param>
/// <param name="time">The clock of the budget.</param>
internal sealed class GeneratePipeline(
    KustomizeRenderer renderer,
    Func<ImageExtractor> extractor,
    Func<IPromoter> promoter,
    Func<CancellationToken, Task> warmUp,
    TimeProvider time)
{
    /// <param name="directory">The overlay.</param>
    /// <param name="emitter">Gets the manifests; nothing is written to it before every required image is present.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="length">How long the render may take in all.</param>
    /// <param name="observer">Is told how the promotion goes on.</param>
    /// <param name="cancellationToken">Ends everything; what was finished stays.</param>
    /// <exception cref="PromoterException">Something failed; nothing was emitted.</exception>
    public Task<PromotionReport> GenerateAsync(
        string directory,
        OverlayEmitter emitter,
        Caller caller,
        TimeSpan length,
        IPromotionObserver observer,
        CancellationToken cancellationToken) => Traces.RunAsync("generate", span =>
    {
        span?.SetTag("cmp_promoter.application", caller.Application);
        span?.SetTag("cmp_promoter.project", caller.Project);
        span?.SetTag("cmp_promoter.revision", caller.Revision);
        return RunAsync(directory, emitter, caller, length, observer, cancellationToken);
    });

    private async Task<PromotionReport> RunAsync(
        string directory,
        OverlayEmitter emitter,
        Caller caller,
        TimeSpan length,
        IPromotionObserver observer,
        CancellationToken cancellationToken)
    {
        using var budget = new TimeBudget(length, time, cancellationToken);
        try
        {
            var rendering = Traces.RunAsync("render", _ => renderer.RenderAsync(directory, budget.Token));
            _ = warmUp(budget.Token);
            var images = extractor();
            var overlay = await rendering;
            var uses = images.Extract(overlay);
            var report = await promoter().PromoteAsync(uses, caller, observer, budget);
            PromotionFailure.ThrowUnlessComplete(report, caller, length, Consequence.OfRender);
            await emitter.EmitAsync(overlay, cancellationToken);
            return report;
        }
        catch (OperationCanceledException ended) when (budget.HasRunOut)
        {
            throw PromotionFailure.OutOfTime(caller, length, Consequence.OfRender, ended);
        }
    }
}
