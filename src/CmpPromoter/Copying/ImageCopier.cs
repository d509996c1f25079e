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
    private readonly Limiter calls = new(ConcurrentCalls);

    /// <summary>Apart from the calls: pushes may have to wait for their quota, which must not keep layers from being found.</summary>
    private readonly Limiter pushes = new(ConcurrentCalls);
    private readonly SingleFlight<(RepositoryName Repository, Digest Digest)> manifestFlights;
    private readonly BlobMover blobMover;
    private readonly ManifestWalk walk;
    private readonly TagWatch tags;

    /// <param name="destination">Where all images go.</param>
    /// <param name="concurrency">Blobs in transfer at the same time, at least 1.</param>
    /// <param name="artifacts">Whether what is attached to an image travels along.</param>
    /// <param name="time">Measures durations.</param>
    /// <param name="rules">How long content that arrived counts as there; absent: as long as the process lives.</param>
    public ImageCopier(
        IRegistry destination, int concurrency, ArtifactMode artifacts, TimeProvider time, FlightRules? rules = null)
    {
        rules ??= FlightRules.OfOneRun;
        this.destination = destination;
        this.artifacts = artifacts;
        this.time = time;
        blobMover = new BlobMover(destination, concurrency, calls, rules, time);
        manifestFlights = new SingleFlight<(RepositoryName Repository, Digest Digest)>(rules.OfParts, time);
        walk = new ManifestWalk(destination);
        tags = new TagWatch(destination, time);
    }

    /// <exception cref="PromoterException">The copy failed; what was finished stays and will not be moved again.</exception>
    public async Task<CopyResult> CopyAsync(CopyRequest request, TransferMeter meter, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var refusals = new ArtifactRefusals(artifacts);
        using var claim = blobMover.Enter(request.DestinationRepository);
        var levels = await CollectAsync(request, cancellationToken);
        var finding = FindArtifactsAsync(request, levels, refusals, cancellationToken);
        await CutShortException.WhenAllAsync(finding, MoveBlobsAsync(request, levels, claim, meter, cancellationToken));
        var found = await finding;
        Digest? other = null;
        if (request.Tag is null && !found.IsEmpty)
        {
            await PushByDigestAsync(request, levels, found, refusals, meter, cancellationToken);
        }
        else
        {
            // The top manifest is the last level; with artifacts it is there by its digest before its tag is set.
            await PushAsync(request with { Tag = null }, found.IsEmpty ? levels[..^1] : levels, meter, cancellationToken);
            await AttachAsync(request, found, refusals, meter, cancellationToken);
            other = await FindOtherAsync(request, started, cancellationToken);
            await PushAsync(other is null ? request : request with { Tag = null }, request.Manifest, meter, cancellationToken);
        }

        return meter.Result(time.GetElapsedTime(started)) with
        {
            Warnings = other is { } digest ? refusals.Warnings.Add(TagWatch.Warning(request, digest)) : refusals.Warnings,
        };
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

    /// <summary>
    /// An image that only its digest names is never looked into again once it is there. So what is attached to it comes before
    /// it, which the specification allows; where the registry wants the subject first, what it refused is tried once more.
    /// </summary>
    /// <remarks>https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests-with-subject</remarks>
    private async Task PushByDigestAsync(
        CopyRequest request,
        ImmutableArray<ImmutableArray<Manifest>> levels,
        ImmutableArray<Artifact> found,
        ArtifactRefusals refusals,
        TransferMeter meter,
        CancellationToken cancellationToken)
    {
        var early = new ArtifactRefusals(ArtifactMode.Copy);
        await PushAsync(request, levels[..^1], meter, cancellationToken);
        await AttachAsync(request, found, early, meter, cancellationToken);
        await PushAsync(request, levels[^1..], meter, cancellationToken);
        if (!early.Warnings.IsEmpty)
        {
            await AttachAsync(request, found, refusals, meter, cancellationToken);
        }
    }

    private Task AttachAsync(
        CopyRequest request,
        ImmutableArray<Artifact> found,
        ArtifactRefusals refusals,
        TransferMeter meter,
        CancellationToken cancellationToken) =>
        new ArtifactCopier(
            destination, request, calls, refusals, artifact => CopyAloneAsync(artifact, meter, cancellationToken))
            .CopyAsync(found, cancellationToken);

    private async Task CopyAloneAsync(CopyRequest request, TransferMeter meter, CancellationToken cancellationToken)
    {
        using var claim = blobMover.Enter(request.DestinationRepository);
        var levels = await CollectAsync(request, cancellationToken);
        await MoveBlobsAsync(request, levels, claim, meter, cancellationToken);
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

    private async Task<Digest?> FindOtherAsync(CopyRequest request, long started, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.RunAsync(() => tags.FindOtherAsync(request, started, cancellationToken), cancellationToken);
        }
        catch (RegistryException fault)
        {
            throw RegistryFailure.Explain(fault, $"looking whether tag {request.Tag} is still free", RegistrySide.Destination);
        }
    }

    /// <summary>A tag added to what the same repository holds.</summary>
    private bool StaysInItsRepository(CopyRequest request) =>
        request.Source == destination && request.SourceRepository == request.DestinationRepository;

    private async Task MoveBlobsAsync(
        CopyRequest request,
        ImmutableArray<ImmutableArray<Manifest>> levels,
        BlobClaim claim,
        TransferMeter meter,
        CancellationToken cancellationToken)
    {
        var blobs = levels.SelectMany(level => level).SelectMany(manifest => manifest.Blobs)
            .DistinctBy(blob => blob.Digest)
            .ToImmutableArray();
        if (blobs.IsEmpty || StaysInItsRepository(request))
        {
            return;
        }

        await blobMover.MoveAsync(request, blobs, claim, meter, cancellationToken);
    }

    private async Task PushAsync(
        CopyRequest request, ImmutableArray<ImmutableArray<Manifest>> levels, TransferMeter meter, CancellationToken cancellationToken)
    {
        foreach (var level in levels)
        {
            await CutShortException.WhenAllAsync([.. level.Select(manifest => PushAsync(request, manifest, meter, cancellationToken))]);
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
            blobMover.Committed(request.DestinationRepository, manifest);
            meter.ManifestPushed();
            return true;
        }
        catch (RegistryException fault)
        {
            blobMover.Doubt(request.DestinationRepository, manifest);
            throw RegistryFailure.Explain(fault, $"pushing manifest {manifest.Digest.Short}", RegistrySide.Destination);
        }
    }
}
