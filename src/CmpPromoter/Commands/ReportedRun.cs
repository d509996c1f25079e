using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;

namespace CmpPromoter.Commands;

/// <summary>One promotion with its report, which is written however the promotion ends.</summary>
internal sealed class ReportedRun
{
    private readonly CommandContext context;
    private readonly ReportFile? file;
    private readonly DateTimeOffset startedAt;
    private readonly long started;

    /// <param name="context">The command's.</param>
    /// <param name="path">Where the report goes; absent for none.</param>
    /// <exception cref="PromoterException">No report can be written there.</exception>
    public ReportedRun(CommandContext context, string? path)
    {
        this.context = context;
        file = ReportFile.Open(path);
        startedAt = context.Time.GetUtcNow();
        started = context.Time.GetTimestamp();
    }

    /// <param name="caller">Who asks.</param>
    /// <param name="overlays">Of which overlays; none where one image is named.</param>
    /// <param name="promoteAsync">Promotes, and tells the record of it.</param>
    /// <exception cref="PromoterException">It failed; the report says so too.</exception>
    public async Task<PromotionReport> RunAsync(
        Caller caller, ImmutableArray<string> overlays, Func<PromotionRecord, Task<PromotionReport>> promoteAsync)
    {
        using var progress = context.Progress();
        var record = new PromotionRecord(progress);
        try
        {
            var report = await promoteAsync(record);
            record.Succeed();
            return report;
        }
        catch (PromoterException failure)
        {
            record.Fail(failure.Kind, failure.Message);
            throw;
        }
        catch (OperationCanceledException)
        {
            record.Fail(context.StoppedBy() ?? FailureKind.Bug, "stopped by a signal; what was finished is kept");
            throw;
        }
        finally
        {
            Write(record, caller, overlays);
        }
    }

    private void Write(PromotionRecord record, Caller caller, ImmutableArray<string> overlays)
    {
        try
        {
            file?.Write(Document(record, caller, overlays).ToJson() + "\n");
        }
        catch (PromoterException unwritten) when (record.Failure is { Kind: not FailureKind.Bug })
        {
            // The promotion's own failure is what the process ends with.
            context.Terminal.Error.WriteLine($"cmp-promoter: warning: {unwritten.Message}");
        }
    }

    private ReportDocument Document(PromotionRecord record, Caller caller, ImmutableArray<string> overlays)
    {
        var images = record.Images.Select(image => ReportImage.Of(image.Step, image.Outcome)).ToImmutableArray();
        return new ReportDocument
        {
            Program = $"cmp-promoter {VersionCommand.Current}",
            StartedAt = startedAt,
            Seconds = Math.Round(context.Time.GetElapsedTime(started).TotalSeconds, 3),
            Complete = record.Failure is null,
            ExitCode = (int)(record.Failure?.Kind ?? 0),
            Error = record.Failure?.Message,
            AskedBy = ReportCaller.Of(caller),
            Overlays = overlays,
            Totals = ReportTotals.Of(images),
            Images = images,
        };
    }
}
