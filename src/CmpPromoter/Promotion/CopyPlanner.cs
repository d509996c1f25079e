using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Promotion;

/// <summary>
/// Decides what one named image needs. What the destination has is compared with the source and never moved; where the source
/// cannot be asked, what the destination has is enough.
/// </summary>
internal sealed class CopyPlanner(IRegistry source, IRegistry destination)
{
    /// <returns>Present, Missing with its source, or Refused with the reason.</returns>
    public async Task<PlanStep> PlanAsync(CopyOrder order, CancellationToken cancellationToken)
    {
        var step = new PlanStep
        {
            Reference = order.Destination,
            Uses = [],
            State = StepState.Missing,
            IsRequired = true,
            Digest = order.Source.Digest,
            SetsTag = order.Destination.Tag,
        };
        try
        {
            var held = await AskDestinationAsync(order, cancellationToken);
            if (held.IsRepositoryMissing && !destination.CanCreateRepositories)
            {
                return step.Refuse(
                    FailureKind.Image,
                    $"the destination repository {order.Destination.Repository} does not exist. Create it, or add --create-repository");
            }

            step = step with { CreatesRepository = held.IsRepositoryMissing };
            return order.Source.Digest is { } digest
                ? await JudgeDigestAsync(order, step, held, digest, cancellationToken)
                : await JudgeTagAsync(order, step, held.Tagged, cancellationToken);
        }
        catch (PromoterException failure)
        {
            return step.Refuse(failure.Kind, failure.Message);
        }
    }

    private async Task<PlanStep> JudgeDigestAsync(
        CopyOrder order, PlanStep step, Held held, Digest digest, CancellationToken cancellationToken)
    {
        if (held.Tagged is { } tagged && tagged != digest)
        {
            return Elsewhere(step, tagged, digest);
        }

        if (held.HasDigest && (order.Destination.Tag is null || held.Tagged is not null))
        {
            return step with { State = StepState.Present };
        }

        // Where only the tag is missing no source is asked, and no layer moves.
        var from = held.HasDigest
            ? await FetchAsync(destination, order.Destination, RegistrySide.Destination, cancellationToken)
            : null;
        return from is not null
            ? Missing(step, destination, order.Destination.Repository, from)
            : Missing(step, source, order.Source.Repository, await RequireAsync(order, cancellationToken));
    }

    private async Task<PlanStep> JudgeTagAsync(CopyOrder order, PlanStep step, Digest? tagged, CancellationToken cancellationToken)
    {
        if (tagged is not { } held)
        {
            return Missing(step, source, order.Source.Repository, await RequireAsync(order, cancellationToken));
        }

        step = step with { State = StepState.Present, Digest = held };
        try
        {
            var manifest = await FetchAsync(source, order.Source, RegistrySide.Source, cancellationToken);
            return manifest switch
            {
                null => step with { Note = $"the source {order.Source} is not there any more; what the destination has was not compared with it" },
                _ when manifest.Digest != held => Elsewhere(step, held, manifest.Digest),
                _ => step,
            };
        }
        catch (PromoterException failure)
        {
            // An outage of the source must not stop a Job whose work is done.
            return step with { Note = $"not compared with its source: {failure.Message}" };
        }
    }

    private async Task<Held> AskDestinationAsync(CopyOrder order, CancellationToken cancellationToken)
    {
        ManifestKey? tag = order.Destination.Tag is { } named ? ManifestKey.Of(named) : null;
        ManifestKey? digest = order.Source.Digest is { } known ? ManifestKey.Of(known) : null;
        ImmutableArray<ManifestKey> keys = [.. new[] { tag, digest }.OfType<ManifestKey>()];
        try
        {
            var presence = await destination.FindManifestsAsync(order.Destination.Repository, keys, cancellationToken);
            return new Held(
                presence.IsRepositoryMissing,
                tag is null ? null : presence.Digests[0],
                digest is not null && presence.Digests[^1] is not null);
        }
        catch (RegistryException fault)
        {
            throw RegistryFailure.Explain(fault, "looking for it", RegistrySide.Destination);
        }
    }

    private async Task<Manifest> RequireAsync(CopyOrder order, CancellationToken cancellationToken) =>
        await FetchAsync(source, order.Source, RegistrySide.Source, cancellationToken)
        ?? throw new PromoterException(
            FailureKind.Image, $"the source {order.Source} does not exist. Push it there, or correct the reference");

    private static async Task<Manifest?> FetchAsync(
        IRegistry registry, ImageReference reference, RegistrySide side, CancellationToken cancellationToken)
    {
        try
        {
            var key = reference.Digest is { } digest ? ManifestKey.Of(digest) : ManifestKey.Of(reference.Tag!.Value); // One of both.
            return (await registry.FetchManifestsAsync(reference.Repository, [key], cancellationToken))[0];
        }
        catch (RegistryException fault)
        {
            throw RegistryFailure.Explain(fault, "reading its manifest", side);
        }
    }

    private static PlanStep Missing(PlanStep step, IRegistry registry, RepositoryName repository, Manifest manifest) => step with
    {
        Digest = manifest.Digest,
        Source = new SourceImage { Registry = registry, Repository = repository, Manifest = manifest },
    };

    private static PlanStep Elsewhere(PlanStep step, Digest held, Digest wanted) => step.Refuse(
        FailureKind.Image,
        $"the destination's tag {step.Reference.Tag} is at {held.Short}, the source is {wanted.Short}, and a tag that stands is never moved. "
        + "Copy to another tag, or delete that one if nothing runs it");

    /// <summary>What the destination has of one image.</summary>
    private sealed record Held(bool IsRepositoryMissing, Digest? Tagged, bool HasDigest);
}
