using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Promotion;

/// <summary>
/// Carries out a plan. Every image that can be promoted is promoted, whatever happens to the others; the report says how each
/// one ended.
/// </summary>
internal sealed partial class PlanRunner(IRegistry destination, ImageCopier copier, TimeProvider time, ILogger<PlanRunner> logger)
{
    private readonly SingleFlight<RepositoryName> repositories = new();

    /// <param name="plan">What is to be done.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <param name="budget">When it runs out, what is not finished is reported as such.</param>
    /// <exception cref="OperationCanceledException">The caller gave up; the budget's end is not reported this way.</exception>
    public async Task<PromotionReport> RunAsync(PromotionPlan plan, IPromotionObserver observer, TimeBudget budget)
    {
        var started = time.GetTimestamp();
        observer.Planned(plan);
        var outcomes = await Task.WhenAll(plan.Steps.Select(step => EndAsync(step, observer, budget)));
        return new PromotionReport { Outcomes = [.. outcomes], Duration = time.GetElapsedTime(started) };
    }

    private async Task<StepOutcome> EndAsync(PlanStep step, IPromotionObserver observer, TimeBudget budget)
    {
        var outcome = step switch
        {
            { State: StepState.Missing, Source: { } source } => await CopyAsync(step, source, observer, budget),
            { State: StepState.Refused } => new StepOutcome { Step = step, Failure = step.Failure, Reason = step.Note },
            _ => new StepOutcome { Step = step },
        };
        if (outcome is { Failure: not null, IsFatal: false })
        {
            Log.SweptImageNotPromoted(logger, step.Reference, step.Uses[0].Resource, step.Uses[0].FieldPath, outcome.Reason ?? "");
        }
        else if (step is { State: StepState.Missing or StepState.Present, Note: { } note })
        {
            Log.Noted(logger, step.Reference, note);
        }

        return outcome;
    }

    private async Task<StepOutcome> CopyAsync(PlanStep step, SourceImage source, IPromotionObserver observer, TimeBudget budget)
    {
        var meter = new TransferMeter();
        observer.Started(step, meter);
        StepOutcome outcome;
        try
        {
            await EnsureRepositoryAsync(step, budget.Token);
            var result = await copier.CopyAsync(RequestOf(step, source), meter, budget.Token);
            outcome = new StepOutcome { Step = step, Copied = result };
            Log.Promoted(logger, step.Reference, source.Manifest.Digest, source.Registry.Host, result.MovedBytes, result.Duration.TotalSeconds);
            foreach (var warning in outcome.Warnings)
            {
                Log.Noted(logger, step.Reference, warning);
            }
        }
        catch (PromoterException failure)
        {
            outcome = new StepOutcome { Step = step, Failure = failure.Kind, Reason = failure.Message };
        }
        catch (OperationCanceledException) when (budget.HasRunOut)
        {
            outcome = new StepOutcome
            {
                Step = step,
                Failure = FailureKind.Budget,
                Reason = $"{ByteText.Of(meter.MovedBytes)} of {ByteText.Of(meter.PlannedBytes)} copied when the time was over; finished layers are kept",
            };
        }

        observer.Ended(outcome);
        return outcome;
    }

    private async Task EnsureRepositoryAsync(PlanStep step, CancellationToken cancellationToken)
    {
        if (!step.CreatesRepository)
        {
            return;
        }

        var repository = step.Reference.Repository;
        try
        {
            await repositories.RunAsync(
                repository, token => destination.EnsureRepositoryAsync(repository, token), cancellationToken);
        }
        catch (RegistryException fault)
        {
            throw RegistryFailure.Explain(fault, $"creating repository {repository}", RegistrySide.Destination);
        }
    }

    private static CopyRequest RequestOf(PlanStep step, SourceImage source) => new()
    {
        Reference = step.Reference,
        Source = source.Registry,
        SourceRepository = source.Repository,
        DestinationRepository = step.Reference.Repository,
        Manifest = source.Manifest,
        Tag = step.SetsTag,
    };

    private static partial class Log
    {
        [LoggerMessage(501, LogLevel.Information, "promoted {Reference} ({Digest}) from {Source}: {Bytes} bytes in {Seconds:0.0} s")]
        public static partial void Promoted(
            ILogger logger, ImageReference reference, Digest digest, RegistryHost source, long bytes, double seconds);

        [LoggerMessage(503, LogLevel.Warning, "{Reference} looks like an image ({Resource}, {FieldPath}) and was not promoted: {Reason}")]
        public static partial void SweptImageNotPromoted(
            ILogger logger, ImageReference reference, Overlays.ResourceIdentity resource, string fieldPath, string reason);

        [LoggerMessage(504, LogLevel.Warning, "{Reference}: {Note}")]
        public static partial void Noted(ILogger logger, ImageReference reference, string note);
    }
}
