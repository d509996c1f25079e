namespace CmpPromoter.Copying;

/// <summary>How far a copy is that goes on.</summary>
/// <param name="MovedBytes">Sent so far.</param>
/// <param name="PlannedBytes">To be sent in all; 0 while that is not known.</param>
/// <param name="BytesPerSecond">On average since it began.</param>
internal sealed record CopyProgress(long MovedBytes, long PlannedBytes, double BytesPerSecond);
