using System.Collections.Concurrent;

namespace CmpPromoter.Tests.Registry;

/// <summary>Keeps every report of bytes sent and taken back.</summary>
internal sealed class Ledger : IProgress<long>
{
    private readonly ConcurrentQueue<long> entries = new();

    public long Sum => entries.Sum();

    public bool HasTakenBack => entries.Any(entry => entry < 0);

    public void Report(long value) => entries.Enqueue(value);
}
