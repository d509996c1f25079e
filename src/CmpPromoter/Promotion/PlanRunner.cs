using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Registry;

namespace CmpPromoter.Promotion;

/// <summary>
/// Carries out a plan. Every image that can be promoted is promoted, whatever happens to the others; the report says how each
/// one ended.
/// </summary>
/// <param name="destination">Where missing repositories are created.</param>
/// <param name="copies">Does the copies.</param>
/// <param name="rules">How long a repository that was created counts as there.</param>
/// <param name="time">Measures durations.</param>
internal sealed class PlanRunner(IRegistry destination, ImageFlights copies, FlightRules rules, TimeProvider time)
{
    private readonly SingleFlight<RepositoryName> repositories = new(rules.OfParts, time);

    /// <param name="plan">What is to be done.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <param name="budget">When it runs out, what is not finished is reported as such.</param>
    /// <exception cref="OperationCanceledException">The caller gave up; the budget's end is not reported this way.</exception>
    public async Task<PromotionReport> RunAsync(PromotionPlan plan, Caller caller, IPromotionObserver observer, TimeBudget budget)
    {
        var started = time.GetTimestamp();
        observer.Planned(plan);
        var outcomes = await Task.WhenAll(plan.Steps.Select(step => EndAsync(step, caller, observer, budget)));
        return new PromotionReport { Outcomes = [.. outcomes], Duration = time.GetElapsedTime(started) };
    }

    private async Task<StepOutcome> EndAsync(PlanStep step, Caller caller, IPromotionObserver observer, TimeBudget budget) =>
        step switch
        {
            { State: StepState.Missing, Source: { } source } => await CopyAsync(step, RequestOf(step, source, caller, budget), observer, budget),
            { State: StepState.Refused } => new StepOutcome { Step = step, Failure = step.Failure, Reason = step.Note },
            _ => new StepOutcome { Step = step },
        };

    private async Task<StepOutcome> CopyAsync(PlanStep step, CopyRequest request, IPromotionObserver observer, TimeBudget budget)
    {
        ImageFlight? flight = null;
        StepOutcome outcome;
        try
        {
            await EnsureRepositoryAsync(step, budget.Token);
            var result = await copies.CopyAsync(request, Boarded, budget.Token);
            outcome = new StepOutcome { Step = step, Copied = result };
        }
        catch (PromoterException failure)
        {
            outcome = new StepOutcome { Step = step, Failure = failure.Kind, Reason = failure.Message };
        }
        catch (OperationCanceledException ended) when (budget.HasRunOut)
        {
            outcome = OutOfTime(step, flight, ended);
        }

        if (flight is not null)
        {
            observer.Ended(outcome);
        }

        return outcome;

        void Boarded(ImageFlight boarded)
        {
            flight = boarded;
            observer.Started(step, boarded.Meter);
        }
    }

    private StepOutcome OutOfTime(PlanStep step, ImageFlight? flight, OperationCanceledException ended)
    {
        var progress = flight?.Progress(time.GetUtcNow()) ?? new CopyProgress(0, 0, 0);
        var goesOn = flight is not null && copies.OutliveTheirAskers;
        return new StepOutcome
        {
            Step = step,
            Failure = FailureKind.Budget,
            Reason = $"{ByteText.Of(progress.MovedBytes)} of {ByteText.Of(progress.PlannedBytes)} copied when the time was over; "
                + (goesOn ? "the copy continues" : "finished layers are kept")
                + CutShortException.Tail(ended),
            UnderWay = goesOn ? progress : null,
        };
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

    private static CopyRequest RequestOf(PlanStep step, SourceImage source, Caller caller, TimeBudget budget) => new()
    {
        Reference = step.Reference,
        Source = source.Registry,
        SourceRepository = source.Repository,
        DestinationRepository = step.Reference.Repository,
        Manifest = source.Manifest,
        Tag = step.SetsTag,
        AbsentSince = budget.Started,
        Caller = caller,
    };
}
