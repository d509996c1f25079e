namespace CmpPromoter.Registry;

/// <summary>
/// Counts what an upload has reported as sent, so that what does not stay can be taken back. Used by one upload at a time.
/// </summary>
/// <param name="sentBytes">Told of every piece that went out, and of what is taken back.</param>
internal sealed class SentTally(IProgress<long> sentBytes) : IProgress<long>
{
    public long Bytes { get; private set; }

    public void Report(long value)
    {
        Bytes += value;
        sentBytes.Report(value);
    }

    /// <summary>Of what was sent, only the first <paramref name="keptBytes"/> still count.</summary>
    public void TakeBack(long keptBytes)
    {
        if (Bytes > keptBytes)
        {
            Report(keptBytes - Bytes);
        }
    }
}
