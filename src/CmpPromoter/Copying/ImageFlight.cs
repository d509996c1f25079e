namespace CmpPromoter.Copying;

/// <summary>One image under way to the destination, whoever waits for it.</summary>
internal sealed class ImageFlight(CopyRequest request, DateTimeOffset started, TransferMeter meter)
{
    public CopyRequest Request { get; } = request;

    public DateTimeOffset Started { get; } = started;

    public TransferMeter Meter { get; } = meter;

    public CopyProgress Progress(DateTimeOffset now) =>
        new(Meter.MovedBytes, Meter.PlannedBytes, Meter.MovedBytes / Math.Max(0.001, (now - Started).TotalSeconds));

    /// <summary>Absent until it has arrived.</summary>
    public CopyResult? Result { get; set; }
}
