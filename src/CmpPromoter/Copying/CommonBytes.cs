namespace CmpPromoter.Copying;

/// <summary>
/// What several copies plan each for itself and only one of them sends: a blob that some wait for counts once, and not at all
/// where another copy sends it or has sent it.
/// </summary>
internal static class CommonBytes
{
    /// <param name="running">Copies that plan.</param>
    /// <param name="ended">Copies that may have sent what those wait for.</param>
    /// <returns>How much less is sent than <paramref name="running"/> plan together.</returns>
    public static long Of(IReadOnlyCollection<TransferMeter> running, IEnumerable<TransferMeter> ended)
    {
        var begun = running.Concat(ended).SelectMany(copy => copy.BegunBlobs).ToHashSet();
        return running.SelectMany(copy => copy.AwaitedBlobs)
            .GroupBy(blob => blob.Digest)
            .Sum(blobs => blobs.First().SizeBytes * (blobs.Count() - (begun.Contains(blobs.Key) ? 0 : 1)));
    }
}
