using System.Globalization;
using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>One line at the bottom of an interactive stderr that says how far all copies together are; finished images scroll above it.</summary>
internal sealed class TerminalProgress : IPromotionObserver, IDisposable
{
    private const int BarChars = 24;
    private const string EraseLine = "\r\u001b[K";
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly List<TransferMeter> meters = [];
    private readonly Terminal terminal;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private long started;
    private int running;

    public TerminalProgress(Terminal terminal, TimeProvider time)
    {
        this.terminal = terminal;
        this.time = time;
        timer = time.CreateTimer(_ => Draw(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Planned(PromotionPlan plan)
    {
        if (plan.HasWork)
        {
            started = time.GetTimestamp();
            timer.Change(Frame, Frame);
        }
    }

    public void Started(PlanStep step, TransferMeter meter)
    {
        lock (gate)
        {
            meters.Add(meter);
            running++;
        }
    }

    public void Ended(StepOutcome outcome)
    {
        lock (gate)
        {
            running--;
            var result = outcome.Copied is { } copied
                ? string.Create(CultureInfo.InvariantCulture, $"{ByteText.Of(copied.MovedBytes)} in {copied.Duration.TotalSeconds:0.0} s")
                : "failed";
            terminal.Error.Write($"{EraseLine}{(outcome.Copied is null ? "✗" : "✓")} {outcome.Step.Reference}  {result}{Environment.NewLine}");
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        lock (gate)
        {
            terminal.Error.Write(meters.Count > 0 ? EraseLine : "");
        }
    }

    private void Draw()
    {
        lock (gate)
        {
            if (running == 0)
            {
                return;
            }

            var moved = meters.Sum(meter => meter.MovedBytes);
            var planned = Math.Max(1, meters.Sum(meter => meter.PlannedBytes));
            var share = Math.Clamp((double)moved / planned, 0, 1);
            var filled = (int)(share * BarChars);
            var rate = moved / Math.Max(0.001, time.GetElapsedTime(started).TotalSeconds);
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"[{new string('█', filled)}{new string('░', BarChars - filled)}] {share,4:P0}  {ByteText.Of(moved)} of {ByteText.Of(planned)}  {ByteText.Of((long)rate)}/s  {running} images");
            terminal.Error.Write(EraseLine + (line.Length < terminal.Columns ? line : line[..(terminal.Columns - 1)]));
        }
    }
}
