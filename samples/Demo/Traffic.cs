using CmpPromoter.LocalEcr.Log;

namespace CmpPromoter.Demo;

/// <summary>What one run asked of the two registries, as the registries themselves wrote it down.</summary>
internal sealed record Traffic
{
    public required int SourceRequests { get; init; }

    public required long SourceBytes { get; init; }

    public required int DestinationRequests { get; init; }

    public required long DestinationBytes { get; init; }

    /// <summary>Reads the log and empties it for the next run.</summary>
    public static Traffic Take(AccessLog log)
    {
        var entries = log.Entries;
        log.Clear();
        var source = entries.Where(entry => entry.AccountId == TwoAccounts.DevelopmentId).ToList();
        var destination = entries.Where(entry => entry.AccountId == TwoAccounts.ProductionId).ToList();
        return new Traffic
        {
            SourceRequests = source.Count,
            SourceBytes = source.Where(IsContent).Sum(entry => entry.ResponseBytes),
            DestinationRequests = destination.Count,
            DestinationBytes = destination.Where(IsContent).Sum(entry => entry.RequestBytes),
        };
    }

    /// <summary>Layers, configurations and manifests on their way; not the questions and answers around them.</summary>
    private static bool IsContent(AccessEntry entry) =>
        entry.Origin is AccessOrigin.Layer || entry.Operation is "PutUpload" or "PatchUpload" or "PutManifest";
}
