using CmpPromoter.LocalEcr.Log;

namespace CmpPromoter.Specs.Fleet;

/// <summary>Reads out of the access log what a fleet's renders cost.</summary>
internal sealed class FleetLedger
{
    public FleetLedger(IReadOnlyList<AccessEntry> entries)
    {
        Requests = entries.Count;
        Throttled = entries.Count(IsThrottled);
        Pushes = entries.Count(entry => entry.Operation == "PutManifest");
        var moved = entries.Where(entry => entry is { Operation: "PutUpload", Status: 201 }).ToList();
        var mounted = entries.Where(entry => entry is { Operation: "MountBlob", Status: 201 }).ToList();
        (Moved, Mounted, MovedBytes) = (moved.Count, mounted.Count, moved.Sum(entry => entry.RequestBytes));
        MovedTwice = [.. Twice(moved.Select(entry => entry.Reference!))];
        BroughtTwice = [.. Twice(moved.Concat(mounted).Select(entry => $"{entry.Repository}@{entry.Reference}"))];
    }

    public int Requests { get; }

    public int Throttled { get; }

    /// <summary>PutImage, whatever was answered.</summary>
    public int Pushes { get; }

    /// <summary>Blobs that were sent.</summary>
    public int Moved { get; }

    public int Mounted { get; }

    public long MovedBytes { get; }

    /// <summary>Digests that were sent more than once to the registry.</summary>
    public ImmutableArray<string> MovedTwice { get; }

    /// <summary>What a repository was given more than once, sent or mounted.</summary>
    public ImmutableArray<string> BroughtTwice { get; }

    /// <summary>The registry says 429; of its API every 400, since nothing else is wrong with any request.</summary>
    private static bool IsThrottled(AccessEntry entry) => entry.Status == 429 || entry is { Origin: AccessOrigin.Api, Status: 400 };

    private static IEnumerable<string> Twice(IEnumerable<string> names) =>
        names.CountBy(name => name).Where(count => count.Value > 1).Select(count => count.Key);
}
