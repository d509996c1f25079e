using CmpPromoter.Diagnostics;
using CmpPromoter.Emission;
using CmpPromoter.Extraction;
using CmpPromoter.Promotion;
using CmpPromoter.Rendering;

namespace CmpPromoter;

/// <summary>The whole main job: an overlay directory in, the same manifests out once every image they name is at the destination.</summary>
internal sealed class GeneratePipeline(
    KustomizeRenderer renderer, ImageExtractor extractor, Planner planner, Promoter promoter, TimeProvider time)
{
    /// <param name="directory">The overlay.</param>
    /// <param name="emitter">Gets the manifests; nothing is written to it before every required image is present.</param>
    /// <param name="render">Who asks, and how long it may take.</param>
    /// <param name="observer">Is told how the promotion goes on.</param>
    /// <param name="cancellationToken">Ends everything; what was finished stays.</param>
    /// <exception cref="PromoterException">Something failed; nothing was emitted.</exception>
    public async Task<PromotionReport> GenerateAsync(
        string directory, OverlayEmitter emitter, RenderRequest render, IPromotionObserver observer, CancellationToken cancellationToken)
    {
        using var budget = new TimeBudget(render.Budget, time, cancellationToken);
        try
        {
            var overlay = await renderer.RenderAsync(directory, budget.Token);
            var uses = extractor.Extract(overlay);
            var plan = await planner.PlanAsync(uses, budget.Token);
            var report = await promoter.PromoteAsync(plan, observer, budget);
            PromotionFailure.ThrowUnlessComplete(report, render);
            await emitter.EmitAsync(overlay, cancellationToken);
            return report;
        }
        catch (OperationCanceledException) when (budget.HasRunOut)
        {
            throw PromotionFailure.OutOfTime(render);
        }
    }

    /// <summary>The first three steps: what <see cref="GenerateAsync"/> would copy. Nothing is changed anywhere.</summary>
    public async Task<PromotionPlan> PlanAsync(string directory, CancellationToken cancellationToken)
    {
        var overlay = await renderer.RenderAsync(directory, cancellationToken);
        return await planner.PlanAsync(extractor.Extract(overlay), cancellationToken);
    }
}
