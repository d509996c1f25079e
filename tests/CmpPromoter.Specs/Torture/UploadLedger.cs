using CmpPromoter.LocalEcr.Log;

namespace CmpPromoter.Specs.Torture;

/// <summary>Reads out of the access log what a run has sent.</summary>
internal sealed class UploadLedger
{
    private readonly HashSet<(string Repository, string Digest)> finished = [];

    /// <param name="run">The run.</param>
    /// <param name="entries">The log since the destination was empty.</param>
    public UploadLedger(TortureRun run, IEnumerable<AccessEntry> entries)
    {
        var uploads = entries.Where(
            entry => entry is { Operation: "PutUpload", Repository: not null, Reference: not null, RequestBytes: > 0 }
                && entry.Principal == TortureWorld.UserOf(run.Number));
        foreach (var upload in uploads)
        {
            // The pattern has seen both.
            var blob = (Repository: upload.Repository!, Digest: upload.Reference!);
            if (run.Held(blob.Repository, blob.Digest) || finished.Contains(blob))
            {
                BytesMovedTwice += upload.RequestBytes;
            }

            if (upload.Status == 201)
            {
                finished.Add(blob);
                BytesMoved += upload.RequestBytes;
            }
        }
    }

    /// <summary>Bytes of blobs that were finished before they were sent, by this run or by one before.</summary>
    public long BytesMovedTwice { get; }

    public long BytesMoved { get; }

    public IReadOnlySet<(string Repository, string Digest)> Finished => finished;
}
