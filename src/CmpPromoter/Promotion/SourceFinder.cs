using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Promotion;

/// <summary>Finds absent images at the source that serves their repository, and fixes each to the digest found there.</summary>
/// <param name="selection">Which source serves which repository.</param>
/// <param name="registries">The registry built for each source of the configuration.</param>
/// <param name="destinationHost">For messages.</param>
/// <param name="time">How long a source is waited for that is not needed.</param>
internal sealed class SourceFinder(
    SourceSelection selection,
    ImmutableDictionary<SourceOptions, IRegistry> registries,
    RegistryHost destinationHost,
    TimeProvider time)
{
    /// <summary>Images asked for one by one; each is asked for because a question for all of them failed.</summary>
    private const int ConcurrentImages = 4;

    /// <summary>A small part of a render's budget: what waits for it is there already.</summary>
    private static readonly TimeSpan ConfirmationPatience = TimeSpan.FromSeconds(5);

    /// <param name="repository">The repository's name at the destination.</param>
    /// <param name="absent">Images of that repository which the destination lacks.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The same images, in order: Missing with their source, or Refused.</returns>
    public async Task<ImmutableArray<PlanStep>> LocateAsync(
        RepositoryName repository, ImmutableArray<PlanStep> absent, CancellationToken cancellationToken)
    {
        if (absent.IsEmpty)
        {
            return absent;
        }

        try
        {
            return selection.Find(repository) is { } selected
                ? await FetchAsync(registries[selected.Source], selected.Repository, absent, cancellationToken)
                : Refused(
                    absent,
                    new PromoterException(
                        FailureKind.Image,
                        $"the destination {destinationHost} does not hold it and no source serves repository {repository}. "
                        + "Add the repository to a source's 'repositories' in promotion.yaml"));
        }
        catch (PromoterException failure)
        {
            return Refused(absent, failure);
        }
    }

    /// <summary>
    /// Which images of one repository may get the tag beside their digest: those whose source has that tag at that digest. Anybody
    /// can write any tag beside a digest, and an immutable tag that was set wrongly keeps the right image out for ever.
    /// </summary>
    /// <returns>The same images, in order; without <see cref="PlanStep.SetsTag"/> and with a note where nothing confirms it.</returns>
    public async Task<ImmutableArray<PlanStep>> ConfirmTagsAsync(
        RepositoryName repository, ImmutableArray<PlanStep> untagged, CancellationToken cancellationToken)
    {
        if (untagged.IsEmpty)
        {
            return untagged;
        }

        using var timeout = new CancellationTokenSource(ConfirmationPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return selection.Find(repository) is { } selected
                ? await ConfirmTagsAsync(registries[selected.Source], selected.Repository, untagged, either.Token)
                : LeftUntagged(untagged, $"no source serves repository {repository}");
        }
        catch (RegistryException fault)
        {
            return LeftUntagged(untagged, RegistryFailure.Explain(fault, "asking for it", RegistrySide.Source).Message);
        }
        catch (PromoterException failure)
        {
            return LeftUntagged(untagged, failure.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return LeftUntagged(untagged, $"its source gave no answer within {ConfirmationPatience.TotalSeconds:0} s");
        }
    }

    private static async Task<ImmutableArray<PlanStep>> ConfirmTagsAsync(
        IRegistry source, RepositoryName repository, ImmutableArray<PlanStep> untagged, CancellationToken cancellationToken)
    {
        var tags = untagged.Select(image => ManifestKey.Of(image.SetsTag!.Value)).ToImmutableArray(); // Each has one to be set.
        var found = await source.FindManifestsAsync(repository, tags, cancellationToken);
        return [.. untagged.Zip(found.Digests, (image, tagged) => Confirm(image, tagged, source, repository))];
    }

    private static PlanStep Confirm(PlanStep image, Digest? tagged, IRegistry source, RepositoryName repository) => tagged switch
    {
        null => image.LeaveUntagged($"the source {source.Host}/{repository} has no such tag"),
        { } other when other != image.Digest =>
            image.LeaveUntagged($"the source {source.Host}/{repository} has it at {other.Short}"),
        _ => image,
    };

    private async Task<ImmutableArray<PlanStep>> FetchAsync(
        IRegistry source, RepositoryName repository, ImmutableArray<PlanStep> absent, CancellationToken cancellationToken)
    {
        try
        {
            var keys = absent.SelectMany(KeysOf).Distinct().ToImmutableArray();
            var manifests = await source.FetchManifestsAsync(repository, keys, cancellationToken);
            var held = keys.Zip(manifests).ToDictionary(pair => pair.First, pair => pair.Second);
            return [.. absent.Select(image => Settle(image, source, repository, held))];
        }
        catch (RegistryException fault) when (absent.Length > 1 && fault.Fault is RegistryFault.Protocol or RegistryFault.Refused)
        {
            // One unusable manifest must not condemn its neighbours: ask for each alone.
            using var limiter = new Limiter(ConcurrentImages);
            var alone = absent.Select(image => limiter.RunAsync(
                () => FetchAsync(source, repository, [image], cancellationToken), cancellationToken));
            return [.. (await Task.WhenAll(alone)).SelectMany(images => images)];
        }
        catch (RegistryException fault)
        {
            return Refused(
                absent, RegistryFailure.Explain(fault, "absent at the destination; looking for it at the source", RegistrySide.Source));
        }
    }

    /// <summary>By digest where the reference has one; then by the tag, too, that is to be set.</summary>
    private static IEnumerable<ManifestKey> KeysOf(PlanStep image)
    {
        if (image.Reference.Digest is { } digest)
        {
            yield return ManifestKey.Of(digest);
        }

        if (image.SetsTag is { } tag)
        {
            yield return ManifestKey.Of(tag);
        }
    }

    private PlanStep Settle(
        PlanStep image, IRegistry source, RepositoryName repository, Dictionary<ManifestKey, Manifest?> held)
    {
        var tagged = image.SetsTag is { } tag ? held[ManifestKey.Of(tag)] : null;
        var manifest = image.Reference.Digest is { } digest ? held[ManifestKey.Of(digest)] : tagged;
        if (manifest is null)
        {
            return image.Refuse(
                FailureKind.Image,
                $"neither the destination {destinationHost} nor the source {source.Host}/{repository} holds it. "
                + "Push it to the source, or correct the tag in the overlay");
        }

        var settled = image with
        {
            Digest = manifest.Digest,
            Source = new SourceImage { Registry = source, Repository = repository, Manifest = manifest },
        };
        return image.SetsTag is null ? settled : Confirm(settled, tagged?.Digest, source, repository);
    }

    private static ImmutableArray<PlanStep> Refused(ImmutableArray<PlanStep> images, PromoterException failure) =>
        [.. images.Select(image => image.Refuse(failure.Kind, failure.Message))];

    private static ImmutableArray<PlanStep> LeftUntagged(ImmutableArray<PlanStep> images, string why) =>
        [.. images.Select(image => image.LeaveUntagged(why))];
}
