using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Policy;
using CmpPromoter.Registry;

namespace CmpPromoter.Promotion;

/// <summary>
/// Decides for each image of an overlay whether it is present, missing, refused or foreign. Asks the destination once per
/// repository, and a source only for what the destination lacks. Changes nothing anywhere.
/// </summary>
internal sealed class Planner(IRegistry destination, SourceFinder sources, PromotionGate gate, SweepMode sweep)
{
    /// <summary>Questions under way at once, whatever an overlay names; the destination answers each for a hundred images.</summary>
    private const int ConcurrentRepositories = 16;

    /// <summary>A registry's failure becomes a Refused step, so that one bad repository does not hide the state of the others.</summary>
    public async Task<PromotionPlan> PlanAsync(ImmutableArray<ImageUse> uses, Caller caller, CancellationToken cancellationToken)
    {
        var images = uses.GroupBy(use => use.Reference).Select(group => new PlanStep
        {
            Reference = group.Key,
            Uses = [.. group],
            State = StepState.Foreign,
            IsRequired = sweep is SweepMode.Ensure || group.Any(use => use.Origin is not ImageUseOrigin.Swept),
        }).ToImmutableArray();

        using var limiter = new Limiter(ConcurrentRepositories);
        var repositories = images.Where(image => image.Reference.Registry.Names(destination.Host))
            .GroupBy(image => image.Reference.Repository)
            .Select(group => limiter.RunAsync(
                () => PlanRepositoryAsync(group.Key, [.. group], caller, cancellationToken), cancellationToken));
        var planned = await CutShortException.WhenAllAsync(repositories);
        return new PromotionPlan { Steps = Merge(images, planned.SelectMany(steps => steps)) };
    }

    private async Task<ImmutableArray<PlanStep>> PlanRepositoryAsync(
        RepositoryName repository, ImmutableArray<PlanStep> images, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            var keys = images.SelectMany(KeysOf).Distinct().ToImmutableArray();
            var presence = await destination.FindManifestsAsync(repository, keys, cancellationToken);
            if (presence.IsRepositoryMissing && !destination.CanCreateRepositories)
            {
                var refusal = $"the destination repository {repository} does not exist. {MissingRepository.Cure(destination.Host, repository)}";
                return [.. images.Select(image => image.Refuse(FailureKind.Image, refusal))];
            }

            var held = keys.Zip(presence.Digests).ToDictionary(pair => pair.First, pair => pair.Second);
            var judged = images.Select(image => Judge(image, held)).ToImmutableArray();
            if (gate.Refuse(repository, caller) is { } reason)
            {
                return [.. judged.Select(image => Forbid(image, reason))];
            }

            judged = await AddTagsAsync(repository, judged, cancellationToken);
            var missing = judged.Where(image => image.State is StepState.Missing);
            var absent = missing.Where(image => image.Source is null)
                .Select(image => image with
                {
                    CreatesRepository = presence.IsRepositoryMissing,
                    IsRepositoryMadeByPush = presence.IsRepositoryMissing && destination.PushCreatesRepositories,
                });
            return Merge(judged, await sources.LocateAsync(repository, [.. absent], cancellationToken));
        }
        catch (RegistryException fault)
        {
            var failure = RegistryFailure.Explain(fault, "looking for it", RegistrySide.Destination);
            return [.. images.Select(image => image.Refuse(failure.Kind, failure.Message))];
        }
        catch (PromoterException failure)
        {
            return [.. images.Select(image => image.Refuse(failure.Kind, failure.Message))];
        }
    }

    /// <summary>An image with tag and digest is asked for by both.</summary>
    private static IEnumerable<ManifestKey> KeysOf(PlanStep image)
    {
        if (image.Reference.Digest is { } digest)
        {
            yield return ManifestKey.Of(digest);
        }

        if (image.Reference.Tag is { } tag)
        {
            yield return ManifestKey.Of(tag);
        }
    }

    private static PlanStep Judge(PlanStep image, Dictionary<ManifestKey, Digest?> held)
    {
        var tag = image.Reference.Tag;
        var tagged = tag is { } name ? held[ManifestKey.Of(name)] : null;
        if (image.Reference.Digest is not { } wanted)
        {
            return tagged is null
                ? image with { State = StepState.Missing, SetsTag = tag }
                : image with { State = StepState.Present, Digest = tagged };
        }

        // A tag that stands at another digest is reported and never moved: somebody may be running what it names.
        var elsewhere = tagged is { } other && other != wanted
            ? $"the destination's tag {tag} is at {other.Short} and stays there; the digest decides what runs"
            : null;
        var setsTag = tagged is null ? tag : null;
        var isHeld = held[ManifestKey.Of(wanted)] is not null;
        return image with
        {
            State = isHeld ? StepState.Present : StepState.Missing,
            Digest = wanted,
            SetsTag = setsTag,
            Note = elsewhere,
        };
    }

    /// <summary>What is there stays good, whoever asks; its tag is not set for those who may not promote.</summary>
    private static PlanStep Forbid(PlanStep image, string reason) => image switch
    {
        { State: StepState.Missing } => image.Refuse(FailureKind.Image, reason),
        { SetsTag: not null } => image.LeaveUntagged(reason),
        _ => image,
    };

    /// <summary>
    /// Where the destination holds the digest and lacks the tag, the manifest is its own, and the source is asked only whether the
    /// tag means this digest.
    /// </summary>
    private async Task<ImmutableArray<PlanStep>> AddTagsAsync(
        RepositoryName repository, ImmutableArray<PlanStep> images, CancellationToken cancellationToken)
    {
        var untagged = images.Where(image => image is { State: StepState.Present, SetsTag: not null }).ToImmutableArray();
        images = Merge(images, await sources.ConfirmTagsAsync(repository, untagged, cancellationToken));
        untagged = [.. images.Where(image => image is { State: StepState.Present, SetsTag: not null })];
        if (untagged.IsEmpty)
        {
            return images;
        }

        var keys = untagged.Select(image => ManifestKey.Of(image.Digest!.Value)).ToImmutableArray(); // Present has a digest.
        var manifests = await destination.FetchManifestsAsync(repository, keys, cancellationToken);
        return Merge(images, untagged.Zip(manifests, (image, manifest) => image with
        {
            State = StepState.Missing,

            // Deleted since it was found: then it is absent like any other, and a source is asked.
            Source = manifest is null
                ? null
                : new SourceImage { Registry = destination, Repository = repository, Manifest = manifest },
        }));
    }

    private static ImmutableArray<PlanStep> Merge(ImmutableArray<PlanStep> steps, IEnumerable<PlanStep> changed)
    {
        var byReference = changed.ToDictionary(step => step.Reference);
        return [.. steps.Select(step => byReference.GetValueOrDefault(step.Reference, step))];
    }
}
