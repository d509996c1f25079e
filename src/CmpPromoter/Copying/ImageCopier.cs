using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Copying;

/// <summary>
/// Brings images to the destination: blobs first, then child manifests by digest, the top manifest by its tag last. Nothing
/// tagged is ever incomplete, whatever ends the process: what is attached to an image is there before its tag is. One instance
/// serves all copies of a process: content they share moves once.
/// </summary>
internal sealed class ImageCopier : IDisposable
{
    /// <summary>The batch calls and manifest pushes that run beside the streams; they are small.</summary>
    private const int ConcurrentCalls = 8;

    private readonly IRegistry destination;
    private readonly TimeProvider time;
    private readonly ArtifactMode artifacts;
    private readonly TransferLimiter streams;
    private readonly Limiter calls = new(ConcurrentCalls);

    /// <summary>Apart from the calls: pushes may have to wait for their quota, which must not keep layers from being found.</summary>
    private readonly Limiter pushes = new(ConcurrentCalls);
    private readonly SingleFlight<(RepositoryName Repository, Digest Digest)> blobFlights = new();
    private readonly SingleFlight<(RepositoryName Repository, Digest Digest)> manifestFlights = new();
    private readonly ManifestWalk walk;

    /// <param name="destination">Where all images go.</param>
    /// <param name="concurrency">Blobs in transfer at the same time, at least 1.</param>
    /// <param name="artifacts">Whether what is attached to an image travels along.</param>
    /// <param name="time">Measures durations.</param>
    public ImageCopier(IRegistry destination, int concurrency, ArtifactMode artifacts, TimeProvider time)
    {
        this.destination = destination;
        this.artifacts = artifacts;
        this.time = time;
        streams = new TransferLimiter(concurrency, time);
        walk = new ManifestWalk(destination);
    }

    /// <exception cref="PromoterException">The copy failed; what was finished stays and will not be moved again.</exception>
    public async Task<CopyResult> CopyAsync(CopyRequest request, TransferMeter meter, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var refusals = new ArtifactRefusals(artifacts);
        var levels = await CollectAsync(request, cancellationToken);
        var finding = FindArtifactsAsync(request, levels, refusals, cancellationToken);
        await Task.WhenAll(finding, MoveBlobsAsync(request, levels, meter, cancellationToken));
        var found = await finding;
        if (found.IsEmpty)
        {
            await PushAsync(request, levels, meter, cancellationToken);
        }
        else
        {
            await PushAsync(request with { Tag = null }, levels, meter, cancellationToken);
            var copier = new ArtifactCopier(
                destination, request, calls, refusals, artifact => CopyAloneAsync(artifact, meter, cancellationToken));
            await copier.CopyAsync(found, cancellationToken);
            if (request.Tag is not null)
            {
                await PushAsync(request, request.Manifest, meter, cancellationToken);
            }
        }

        return meter.Result(time.GetElapsedTime(started)) with { Warnings = refusals.Warnings };
    }

    public void Dispose()
    {
        calls.Dispose();
        pushes.Dispose();
    }

    /// <summary>The image's own manifests with what they list: a child that the destination has may lack its signature.</summary>
    private async Task<ImmutableArray<Artifact>> FindArtifactsAsync(
        CopyRequest request, ImmutableArray<ImmutableArray<Manifest>> levels, ArtifactRefusals refusals, CancellationToken cancellationToken)
    {
        if (artifacts is ArtifactMode.Leave || StaysInItsRepository(request))
        {
            return [];
        }

        var subjects = levels.SelectMany(level => level)
            .SelectMany(manifest => manifest.Children.Select(child => child.Digest).Prepend(manifest.Digest))
            .Distinct();
        return await new ArtifactFinder(request.Source, request.SourceRepository, calls, refusals)
            .FindAsync([.. subjects], cancellationToken);
    }

    private async Task CopyAloneAsync(CopyRequest request, TransferMeter meter, CancellationToken cancellationToken)
    {
        var levels = await CollectAsync(request, cancellationToken);
        await MoveBlobsAsync(request, levels, meter, cancellationToken);
        await PushAsync(request, levels, meter, cancellationToken);
    }

    private async Task<ImmutableArray<ImmutableArray<Manifest>>> CollectAsync(CopyRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.RunAsync(() => walk.CollectAsync(request, cancellationToken), cancellationToken);
        }
        catch (RegistryException fault)
        {
            throw RegistryFailure.Explain(fault, "reading its manifests", request.Source);
        }
    }

    /// <summary>A tag added to what the same repository holds.</summary>
    private bool StaysInItsRepository(CopyRequest request) =>
        request.Source == destination && request.SourceRepository == request.DestinationRepository;

    private async Task MoveBlobsAsync(
        CopyRequest request, ImmutableArray<ImmutableArray<Manifest>> levels, TransferMeter meter, CancellationToken cancellationToken)
    {
        var blobs = levels.SelectMany(level => level).SelectMany(manifest => manifest.Blobs)
            .DistinctBy(blob => blob.Digest)
            .ToImmutableArray();
        if (blobs.IsEmpty || StaysInItsRepository(request))
        {
            return;
        }

        var held = await FindHeldAsync(request, blobs, cancellationToken);
        var missing = blobs.Where(blob => !held.Contains(blob.Digest)).OrderByDescending(blob => blob.SizeBytes).ToList();
        for (var reused = blobs.Length - missing.Count; reused > 0; reused--)
        {
            meter.BlobReused();
        }

        missing.ForEach(blob => meter.BlobPlanned(blob.SizeBytes));

        // The largest first gives the shortest whole; the first fault stops the rest of this image, not what others share with it.
        using var image = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await AllOrFirstFaultAsync([.. missing.Select(blob => MoveBlobAsync(request, blob, meter, image.Token))], image);
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

    private async Task MoveBlobAsync(CopyRequest request, Descriptor blob, TransferMeter meter, CancellationToken cancellationToken)
    {
        var led = await blobFlights.RunAsync(
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

    private async Task PushAsync(
        CopyRequest request, ImmutableArray<ImmutableArray<Manifest>> levels, TransferMeter meter, CancellationToken cancellationToken)
    {
        foreach (var level in levels)
        {
            await Task.WhenAll(level.Select(manifest => PushAsync(request, manifest, meter, cancellationToken)));
        }
    }

    private async Task PushAsync(CopyRequest request, Manifest manifest, TransferMeter meter, CancellationToken cancellationToken)
    {
        var isTop = manifest == request.Manifest;
        Task<bool> PutAsync(CancellationToken token) => pushes.RunAsync(() => PutManifestAsync(request, manifest, isTop, meter, token), token);

        // A child is the same whoever pushes it; the top manifest carries this copy's own tag.
        if (isTop)
        {
            await PutAsync(cancellationToken);
        }
        else
        {
            await manifestFlights.RunAsync((request.DestinationRepository, manifest.Digest), PutAsync, cancellationToken);
        }
    }

    private async Task<bool> PutManifestAsync(
        CopyRequest request, Manifest manifest, bool isTop, TransferMeter meter, CancellationToken cancellationToken)
    {
        try
        {
            await destination.PutManifestAsync(request.DestinationRepository, manifest, isTop ? request.Tag : null, cancellationToken);
            meter.ManifestPushed();
            return true;
        }
        catch (RegistryException fault)
        {
            throw RegistryFailure.Explain(fault, $"pushing manifest {manifest.Digest.Short}", RegistrySide.Destination);
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
