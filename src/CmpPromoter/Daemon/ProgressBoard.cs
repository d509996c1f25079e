using CmpPromoter.Copying;
using CmpPromoter.DaemonApi;
using CmpPromoter.Promotion;

namespace CmpPromoter.Daemon;

/// <summary>How far the copies are that one render waits for.</summary>
internal sealed class ProgressBoard : IPromotionObserver
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, TransferMeter> meters = [];

    public void Planned(PromotionPlan plan)
    {
        // A plan without work is answered at once; one with work shows as its copies begin.
    }

    public void Started(PlanStep step, TransferMeter meter)
    {
        lock (gate)
        {
            meters[step.Reference.ToString()] = meter;
        }
    }

    public void Ended(StepOutcome outcome)
    {
        // Its numbers stand until the outcome of all is told.
    }

    public ProgressLine Read()
    {
        lock (gate)
        {
            return new ProgressLine
            {
                Copies = [.. meters.Select(copy => new CopyLine
                {
                    Reference = copy.Key,
                    MovedBytes = copy.Value.MovedBytes,
                    PlannedBytes = copy.Value.PlannedBytes,
                })],
            };
        }
    }
}
