using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Copying;

/// <summary>
/// Brings the blobs of images to the destination: those it lacks, the largest first, each once however many images share it.
/// Safe for concurrent use.
/// </summary>
/// <param name="destination">Where all blobs go.</param>
/// <param name="concurrency">Blobs in transfer at the same time, at least 1.</param>
/// <param name="calls">Bounds the small requests.</param>
/// <param name="time">Measures the link.</param>
internal sealed class BlobMover(IRegistry destination, int concurrency, Limiter calls, TimeProvider time)
{
    private readonly TransferLimiter streams = new(concurrency, time);
    private readonly SingleFlight<(RepositoryName Repository, Digest Digest)> flights = new();

    /// <param name="request">The image.</param>
    /// <param name="blobs">All that its manifests list, each once.</param>
    /// <param name="meter">Is told what becomes of each.</param>
    /// <param name="cancellationToken">Ends this image's share of the work.</param>
    /// <exception cref="Diagnostics.PromoterException">A blob could not be moved; those that arrived stay.</exception>
    public async Task MoveAsync(
        CopyRequest request, ImmutableArray<Descriptor> blobs, TransferMeter meter, CancellationToken cancellationToken)
    {
        var held = await FindHeldAsync(request, blobs, cancellationToken);
        var missing = blobs.Where(blob => !held.Contains(blob.Digest)).OrderByDescending(blob => blob.SizeBytes).ToList();
        for (var reused = blobs.Length - missing.Count; reused > 0; reused--)
        {
            meter.BlobReused();
        }

        missing.ForEach(blob => meter.BlobPlanned(blob.SizeBytes));

        // The largest first gives the shortest whole; the first fault stops the rest of this image, not what others share with it.
        using var image = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await AllOrFirstFaultAsync([.. missing.Select(blob => MoveOneAsync(request, blob, meter, image.Token))], image);
    }

    private async Task<ImmutableHashSet<Digest>> FindHeldAsync(
        CopyRequest request, ImmutableArray<Descriptor> blobs, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.RunAsync(
                () => destination.FindBlobsAsync(
                    request.DestinationRepository, [.. blobs.Select(blob => blob.Digest)], cancellationToken),
                cancellationToken);
        }
        catch (RegistryException fault)
        {
            throw RegistryFailure.Explain(fault, "looking for its layers", RegistrySide.Destination);
        }
    }

    private async Task MoveOneAsync(CopyRequest request, Descriptor blob, TransferMeter meter, CancellationToken cancellationToken)
    {
        var led = await flights.RunAsync(
            (request.DestinationRepository, blob.Digest),
            flight => TransferAsync(request, blob, meter, flight),
            cancellationToken);
        if (!led)
        {
            meter.BlobShared(blob.SizeBytes);
        }
    }

    private async Task TransferAsync(CopyRequest request, Descriptor blob, TransferMeter meter, CancellationToken cancellationToken)
    {
        using var lease = await streams.EnterAsync(blob.SizeBytes, meter, cancellationToken);
        try
        {
            if (request.Source.Host == destination.Host && await destination.TryMountBlobAsync(
                request.DestinationRepository, blob.Digest, request.SourceRepository, cancellationToken))
            {
                meter.BlobMounted(blob.SizeBytes);
                return;
            }

            var source = request.Source.Blob(request.SourceRepository, blob);
            await destination.UploadBlobAsync(request.DestinationRepository, blob, source, lease, cancellationToken);
            meter.BlobMoved();
        }
        catch (RegistryException fault)
        {
            throw RegistryFailure.Explain(fault, $"copying blob {blob.Digest.Short} ({blob.SizeBytes} bytes)", request.Source);
        }
    }

    /// <summary>Awaits all; when one fails the others are stopped, waited for, and the first fault is thrown.</summary>
    private static async Task AllOrFirstFaultAsync(ImmutableArray<Task> tasks, CancellationTokenSource stop)
    {
        await foreach (var task in Task.WhenEach(tasks))
        {
            if (task.IsFaulted)
            {
                await stop.CancelAsync();
                await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await task;
            }
        }

        await Task.WhenAll(tasks);
    }
}
