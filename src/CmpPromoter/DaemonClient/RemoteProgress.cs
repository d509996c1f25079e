using CmpPromoter.Copying;
using CmpPromoter.DaemonApi;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;

namespace CmpPromoter.DaemonClient;

/// <summary>Tells an observer in this process of copies that another process makes.</summary>
internal sealed class RemoteProgress(ImmutableArray<ImageUse> uses, IPromotionObserver observer)
{
    private readonly Dictionary<string, TransferMeter> meters = [];
    private readonly ILookup<string, ImageUse> asked = uses.ToLookup(use => use.Reference.ToString());

    public void Report(ProgressLine line)
    {
        if (line.Copies.IsDefault)
        {
            return;
        }

        var begun = line.Copies.Where(copy => asked.Contains(copy.Reference) && !meters.ContainsKey(copy.Reference)).ToList();
        if (meters.Count == 0 && begun.Count > 0)
        {
            observer.Planned(new PromotionPlan { Steps = [.. begun.Select(copy => StepOf(copy.Reference))] });
        }

        foreach (var copy in begun)
        {
            var meter = new TransferMeter();
            meters.Add(copy.Reference, meter);
            observer.Started(StepOf(copy.Reference), meter);
        }

        foreach (var copy in line.Copies)
        {
            if (meters.TryGetValue(copy.Reference, out var meter))
            {
                meter.Planned(copy.PlannedBytes - meter.PlannedBytes);
                meter.Report(copy.MovedBytes - meter.MovedBytes);
            }
        }
    }

    public void End(PromotionReport report)
    {
        foreach (var outcome in report.Outcomes.Where(outcome => meters.Remove(outcome.Step.Reference.ToString())))
        {
            observer.Ended(outcome);
        }
    }

    private PlanStep StepOf(string reference)
    {
        ImmutableArray<ImageUse> places = [.. asked[reference]];
        return new PlanStep
        {
            Reference = places[0].Reference,
            Uses = places,
            State = StepState.Missing,
            IsRequired = true,
        };
    }
}
