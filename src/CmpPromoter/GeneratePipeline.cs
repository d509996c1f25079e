using CmpPromoter.Diagnostics;
using CmpPromoter.Emission;
using CmpPromoter.Extraction;
using CmpPromoter.Oci;
using CmpPromoter.Promotion;
using CmpPromoter.Rendering;
using Microsoft.Extensions.Logging;

namespace CmpPromoter;

/// <summary>The whole main job: an overlay directory in, the same manifests out once every image they name is at the destination.</summary>
internal sealed partial class GeneratePipeline(
    KustomizeRenderer renderer,
    ImageExtractor extractor,
    Planner planner,
    Promoter promoter,
    TimeProvider time,
    ILogger<GeneratePipeline> logger)
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
            var report = render.IsUpload ? LeaveAsItIs(plan) : await promoter.PromoteAsync(plan, observer, budget);
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

    /// <summary>The report of a plan that is not carried out: what is missing stays missing, and is no failure.</summary>
    private PromotionReport LeaveAsItIs(PromotionPlan plan)
    {
        const string Reason = "uploaded files are rendered, never promoted";
        var outcomes = plan.Steps.Select(step => step.State is StepState.Missing or StepState.Refused
            ? new StepOutcome { Step = step with { IsRequired = false }, Failure = FailureKind.Image, Reason = Reason }
            : new StepOutcome { Step = step }).ToImmutableArray();
        foreach (var outcome in outcomes.Where(outcome => outcome.Failure is not null))
        {
            Log.NotPromoted(logger, outcome.Step.Reference, Reason);
        }

        return new PromotionReport { Outcomes = outcomes, Duration = TimeSpan.Zero };
    }

    private static partial class Log
    {
        [LoggerMessage(601, LogLevel.Warning, "{Reference} is not at the destination: {Reason}")]
        public static partial void NotPromoted(ILogger logger, ImageReference reference, string reason);
    }
}
