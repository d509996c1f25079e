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
internal sealed class SourceFinder(
    SourceSelection selection, ImmutableDictionary<SourceOptions, IRegistry> registries, RegistryHost destinationHost)
{
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

        if (selection.Find(repository) is not { } selected)
        {
            return [.. absent.Select(image => image.Refuse(
                FailureKind.Image,
                $"the destination {destinationHost} does not hold it and no source serves repository {repository}. "
                + "Add the repository to a source's 'repositories' in promotion.yaml"))];
        }

        return await FetchAsync(registries[selected.Source], selected.Repository, absent, cancellationToken);
    }

    private async Task<ImmutableArray<PlanStep>> FetchAsync(
        IRegistry source, RepositoryName repository, ImmutableArray<PlanStep> absent, CancellationToken cancellationToken)
    {
        try
        {
            var keys = absent.Select(KeyOf).ToImmutableArray();
            var manifests = await source.FetchManifestsAsync(repository, keys, cancellationToken);
            return [.. absent.Zip(manifests, (image, manifest) => Settle(image, source, repository, manifest))];
        }
        catch (RegistryException fault) when (absent.Length > 1 && fault.Fault is RegistryFault.Protocol or RegistryFault.Refused)
        {
            // One unusable manifest must not condemn its neighbours: ask for each alone.
            var alone = absent.Select(image => FetchAsync(source, repository, [image], cancellationToken));
            return [.. (await Task.WhenAll(alone)).SelectMany(images => images)];
        }
        catch (RegistryException fault)
        {
            var failure = RegistryFailure.Explain(fault, "absent at the destination; looking for it at the source", RegistrySide.Source);
            return [.. absent.Select(image => image.Refuse(failure.Kind, failure.Message))];
        }
    }

    private static ManifestKey KeyOf(PlanStep image) => image.Reference.Digest is { } digest
        ? ManifestKey.Of(digest)
        : ManifestKey.Of(image.Reference.Tag!.Value); // A reference without digest has a tag.

    private PlanStep Settle(PlanStep image, IRegistry source, RepositoryName repository, Manifest? manifest) => manifest is null
        ? image.Refuse(
            FailureKind.Image,
            $"neither the destination {destinationHost} nor the source {source.Host}/{repository} holds it. "
            + "Push it to the source, or correct the tag in the overlay")
        : image with
        {
            Digest = manifest.Digest,
            Source = new SourceImage { Registry = source, Repository = repository, Manifest = manifest },
        };
}
