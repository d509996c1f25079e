using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Copying;

/// <summary>
/// Brings the blobs of images to the destination: those it lacks, the largest first, each once however many images share it,
/// also across repositories where the destination mounts. Safe for concurrent use.
/// </summary>
/// <param name="destination">Where all blobs go.</param>
/// <param name="concurrency">Blobs in transfer at the same time, at least 1.</param>
/// <param name="calls">Bounds the small requests.</param>
/// <param name="rules">How long a blob that was moved counts as there.</param>
/// <param name="time">Measures the link.</param>
internal sealed class BlobMover(IRegistry destination, int concurrency, Limiter calls, FlightRules rules, TimeProvider time)
{
    private readonly TransferLimiter streams = new(concurrency, time);
    private readonly SingleFlight<(RepositoryName Repository, Digest Digest)> flights = new(rules.OfParts, time);
    private readonly SharedBlobs shared = new(destination.MountsUncommittedBlobs, time);

    /// <summary>For one copy, from before its blobs move until its manifests are pushed.</summary>
    public BlobClaim Enter(RepositoryName repository) => shared.Enter(repository);

    /// <summary>The manifest has been pushed, with which its blobs can be mounted elsewhere.</summary>
    public void Committed(RepositoryName repository, Manifest manifest) => shared.Committed(repository, manifest.Blobs);

    /// <summary>The registry would not take a manifest: what is remembered of its blobs may be wrong.</summary>
    public void Doubt(RepositoryName repository, Manifest manifest)
    {
        foreach (var blob in manifest.Blobs)
        {
            flights.Forget((repository, blob.Digest));
        }
    }

    /// <param name="request">The image.</param>
    /// <param name="blobs">All that its manifests list, each once.</param>
    /// <param name="claim">The copy's.</param>
    /// <param name="meter">Is told what becomes of each.</param>
    /// <param name="cancellationToken">Ends this image's share of the work.</param>
    /// <exception cref="PromoterException">A blob could not be moved; those that arrived stay.</exception>
    public async Task MoveAsync(
        CopyRequest request,
        ImmutableArray<Descriptor> blobs,
        BlobClaim claim,
        TransferMeter meter,
        CancellationToken cancellationToken)
    {
        var held = await FindHeldAsync(request, blobs, cancellationToken);
        var missing = blobs.Where(blob => !held.Contains(blob.Digest)).OrderByDescending(blob => blob.SizeBytes).ToImmutableArray();
        foreach (var blob in blobs.Where(blob => held.Contains(blob.Digest)))
        {
            meter.BlobReused(blob);
        }

        foreach (var blob in missing)
        {
            meter.BlobPlanned(blob);
        }

        if (request.Source.Host != destination.Host)
        {
            claim.Lead(missing);
        }

        // The largest first gives the shortest whole; the first fault stops the rest of this image, not what others share with it.
        using var image = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await AllOrFirstFaultAsync([.. missing.Select(blob => MoveOneAsync(request, blob, claim, meter, image.Token))], image);
    }

    private async Task<ImmutableHashSet<Digest>> FindHeldAsync(
        CopyRequest request, ImmutableArray<Descriptor> blobs, CancellationToken cancellationToken)
    {
        try
        {
            ImmutableArray<Digest> digests = [.. blobs.Select(blob => blob.Digest)];
            return await calls.RunAsync(() => FindHeldAsync(request, digests, cancellationToken), cancellationToken);
        }
        catch (RegistryException fault)
        {
            throw RegistryFailure.Explain(fault, "looking for its layers", RegistrySide.Destination);
        }
    }

    /// <summary>
    /// Where each blob is a question, the first, which is an image's configuration and its own, tells whether it is worth asking
    /// for the manifest: a registry that holds that has all it lists.
    /// </summary>
    private async Task<ImmutableHashSet<Digest>> FindHeldAsync(
        CopyRequest request, ImmutableArray<Digest> blobs, CancellationToken cancellationToken)
    {
        var repository = request.DestinationRepository;

        // An index's manifests were asked for when it was walked, and a reference's digest when the copy was planned.
        var asksAlone = !destination.FindsBlobsInBatches && request.Manifest.Children.IsEmpty && request.Reference.Digest is null;
        if (!asksAlone)
        {
            return await destination.FindBlobsAsync(repository, blobs, cancellationToken);
        }

        var held = await destination.FindBlobsAsync(repository, blobs[..1], cancellationToken);
        if (!held.IsEmpty)
        {
            var manifest = ManifestKey.Of(request.Manifest.Digest);
            var presence = await destination.FindManifestsAsync(repository, [manifest], cancellationToken);
            if (presence.Digests[0] is not null)
            {
                return [.. blobs];
            }
        }

        return held.Union(await destination.FindBlobsAsync(repository, blobs[1..], cancellationToken));
    }

    private async Task MoveOneAsync(
        CopyRequest request, Descriptor blob, BlobClaim claim, TransferMeter meter, CancellationToken cancellationToken)
    {
        var led = await flights.RunAsync(
            (request.DestinationRepository, blob.Digest),
            flight => Traces.RunAsync("blob", async span =>
            {
                span?.SetTag("cmp_promoter.digest", blob.Digest.ToString());
                span?.SetTag("cmp_promoter.bytes", blob.SizeBytes);
                var isMounted = await TransferAsync(request, blob, claim, meter, flight);
                span?.SetTag("cmp_promoter.result", isMounted ? "mounted" : "moved");
                return isMounted;
            }),
            cancellationToken);
        if (!led)
        {
            // This copy may be the one that others wait for, though an earlier one moved the blob.
            shared.Moved(request.DestinationRepository, blob.Digest, TimeSpan.Zero);
            meter.BlobShared(blob);
        }
    }

    /// <returns>Whether it was mounted, and not sent.</returns>
    private async Task<bool> TransferAsync(
        CopyRequest request, Descriptor blob, BlobClaim claim, TransferMeter meter, CancellationToken cancellationToken)
    {
        try
        {
            // Before there is a place in transfer: who waits for another repository must not keep it from moving.
            if (await TryMountAsync(request, blob, claim, cancellationToken))
            {
                meter.BlobMounted(blob);
                return true;
            }

            meter.BlobBegun(blob);
            using var sending = claim.Send();
            using var lease = await streams.EnterAsync(request.Caller.Application, blob.SizeBytes, meter, cancellationToken);
            var started = time.GetTimestamp();
            var source = request.Source.Blob(request.SourceRepository, blob);
            await destination.UploadBlobAsync(request.DestinationRepository, blob, source, lease, cancellationToken);
            shared.Moved(request.DestinationRepository, blob.Digest, time.GetElapsedTime(started));
            meter.BlobMoved();
            return false;
        }
        catch (RegistryException fault)
        {
            throw RegistryFailure.Explain(fault, $"copying blob {blob.Digest.Short} ({blob.SizeBytes} bytes)", request.Source);
        }
    }

    private async Task<bool> TryMountAsync(
        CopyRequest request, Descriptor blob, BlobClaim claim, CancellationToken cancellationToken)
    {
        Task<bool> MountAsync(RepositoryName mountFrom) => calls.RunAsync(
            () => destination.TryMountBlobAsync(request.DestinationRepository, blob.Digest, mountFrom, cancellationToken),
            cancellationToken);

        if (request.Source.Host == destination.Host)
        {
            return await MountAsync(request.SourceRepository);
        }

        if (await claim.FindAsync(blob, cancellationToken) is not { } mountFrom)
        {
            return false;
        }

        try
        {
            if (await MountAsync(mountFrom))
            {
                return true;
            }
        }
        catch (RegistryException refusal) when (
            refusal.Fault is RegistryFault.Forbidden or RegistryFault.Unauthorized
                or RegistryFault.Refused or RegistryFault.NotFound)
        {
            // What may not be mounted can still be sent; if that is not allowed either, its refusal says more.
        }

        shared.Refused(blob.Digest);
        return false;
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

        await CutShortException.WhenAllAsync(tasks);
    }
}
