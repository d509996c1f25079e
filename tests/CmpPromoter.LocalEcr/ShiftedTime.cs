namespace CmpPromoter.LocalEcr;

/// <summary>The system's clock, off by so much; timers run as ever.</summary>
internal sealed class ShiftedTime(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
}
