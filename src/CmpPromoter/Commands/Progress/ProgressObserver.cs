using CmpPromoter.Copying;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands.Progress;

/// <summary>Keeps count of the copies of one promotion and lets a view show them from time to time.</summary>
internal sealed class ProgressObserver : IPromotionObserver, IDisposable
{
    private readonly Lock gate = new();
    private readonly List<Transfer> transfers = [];
    private readonly IProgressView view;
    private readonly TimeProvider time;
    private readonly RateMeter total;
    private readonly ITimer timer;
    private int planned;
    private bool isOver;

    public ProgressObserver(IProgressView view, TimeProvider time)
    {
        this.view = view;
        this.time = time;
        total = new RateMeter(time);
        timer = time.CreateTimer(_ => Show(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Planned(PromotionPlan plan)
    {
        planned = plan.Count(StepState.Missing);
        if (plan.HasWork)
        {
            total.Measure(0);
            timer.Change(view.Period, view.Period);
        }
    }

    public void Started(PlanStep step, TransferMeter meter)
    {
        lock (gate)
        {
            transfers.Add(new Transfer(step, meter, new RateMeter(time)));
        }
    }

    public void Ended(StepOutcome outcome)
    {
        lock (gate)
        {
            if (transfers.Find(one => one.Step == outcome.Step) is { } transfer)
            {
                transfer.HasEnded = true;
            }

            view.ShowEnd(outcome);
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            isOver = true;
            view.Clear();
        }
    }

    private void Show()
    {
        lock (gate)
        {
            if (!isOver && transfers.Exists(transfer => !transfer.HasEnded))
            {
                view.Show(Snapshot());
            }
        }
    }

    private ProgressSnapshot Snapshot()
    {
        var (ended, underWay) = (transfers.FindAll(transfer => transfer.HasEnded), transfers.FindAll(transfer => !transfer.HasEnded));
        var running = underWay.Select(transfer => new CopyProgress
        {
            Name = transfer.Step.Reference.Name,
            MovedBytes = transfer.Meter.MovedBytes,
            PlannedBytes = transfer.Meter.PlannedBytes,
            BytesPerSecond = transfer.Rate.Measure(transfer.Meter.MovedBytes),
        }).ToImmutableArray();
        var endedBytes = ended.Sum(transfer => transfer.Meter.MovedBytes);
        var moved = endedBytes + running.Sum(copy => copy.MovedBytes);
        var common = CommonBytes.Of([.. underWay.Select(transfer => transfer.Meter)], ended.Select(transfer => transfer.Meter));
        return new ProgressSnapshot
        {
            Running = running,
            EndedImages = ended.Count,
            PlannedImages = planned,
            Total = new CopyProgress
            {
                Name = "total",
                MovedBytes = moved,

                // What a failed copy left does not move, and what several wait for moves once.
                PlannedBytes = endedBytes + running.Sum(copy => copy.PlannedBytes) - common,
                BytesPerSecond = total.Measure(moved),
            },
        };
    }

    private sealed class Transfer(PlanStep step, TransferMeter meter, RateMeter rate)
    {
        public PlanStep Step { get; } = step;

        public TransferMeter Meter { get; } = meter;

        public RateMeter Rate { get; } = rate;

        public bool HasEnded { get; set; }
    }
}
