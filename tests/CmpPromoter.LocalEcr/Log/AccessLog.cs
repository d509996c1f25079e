namespace CmpPromoter.LocalEcr.Log;

/// <summary>What the server was asked, in the order in which the answers were finished. Thread-safe.</summary>
public sealed class AccessLog
{
    private readonly Lock gate = new();
    private readonly List<AccessEntry> entries = [];

    public IReadOnlyList<AccessEntry> Entries
    {
        get
        {
            lock (gate)
            {
                return [.. entries];
            }
        }
    }

    public int Count(Func<AccessEntry, bool> predicate) => Entries.Count(predicate);

    /// <summary>How often this operation was answered, with whatever status.</summary>
    public int Count(string operation) => Count(entry => entry.Operation == operation);

    public void Clear()
    {
        lock (gate)
        {
            entries.Clear();
        }
    }

    internal void Add(AccessEntry entry)
    {
        lock (gate)
        {
            entries.Add(entry);
        }
    }
}
