using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Promotion;

/// <summary>
/// Compares the tags that the destination has with the same tags at their source, once per repository. Reports and changes
/// nothing: a tag that stands is never moved, and a source that cannot be asked does not make a present image any less so.
/// </summary>
/// <param name="selection">Which source serves which repository.</param>
/// <param name="registries">The registry built for each source of the configuration.</param>
internal sealed class DriftFinder(SourceSelection selection, ImmutableDictionary<SourceOptions, IRegistry> registries)
{
    private const int ConcurrentRepositories = 16;

    /// <returns>The same plan; what differs has its note and <see cref="PlanStep.SourceDigest"/>.</returns>
    public async Task<PromotionPlan> CompareAsync(PromotionPlan plan, CancellationToken cancellationToken)
    {
        using var limiter = new Limiter(ConcurrentRepositories);
        var repositories = plan.Steps.Where(IsComparable)
            .GroupBy(step => step.Reference.Repository)
            .Select(group => limiter.RunAsync(() => CompareAsync(group.Key, [.. group], cancellationToken), cancellationToken));
        var compared = (await Task.WhenAll(repositories)).SelectMany(steps => steps).ToDictionary(step => step.Reference);
        return plan with
        {
            Steps = [.. plan.Steps.Select(step => compared.GetValueOrDefault(step.Reference, step))],
        };
    }

    private static bool IsComparable(PlanStep step) => step is { State: StepState.Present, Reference.Tag: not null };

    private async Task<ImmutableArray<PlanStep>> CompareAsync(
        RepositoryName repository, ImmutableArray<PlanStep> present, CancellationToken cancellationToken)
    {
        try
        {
            return selection.Find(repository) is { } selected
                ? await CompareAsync(registries[selected.Source], selected.Repository, present, cancellationToken)
                : present;
        }
        catch (PromoterException failure)
        {
            return [.. present.Select(step => Noted(step, $"not compared with its source: {failure.Message}"))];
        }
    }

    private static async Task<ImmutableArray<PlanStep>> CompareAsync(
        IRegistry source, RepositoryName repository, ImmutableArray<PlanStep> present, CancellationToken cancellationToken)
    {
        try
        {
            var keys = present.Select(step => ManifestKey.Of(step.Reference.Tag!.Value)).ToImmutableArray(); // Comparable.
            var found = await source.FindManifestsAsync(repository, keys, cancellationToken);
            return [.. present.Zip(found.Digests, (step, digest) => Compare(step, digest, $"{source.Host}/{repository}"))];
        }
        catch (RegistryException fault)
        {
            throw RegistryFailure.Explain(fault, "looking for its tag", RegistrySide.Source);
        }
    }

    private static PlanStep Compare(PlanStep step, Digest? sourceDigest, string source)
    {
        var tag = step.Reference.Tag;
        if (sourceDigest is not { } found)
        {
            return Noted(
                step,
                $"the source {source} has no tag {tag} any more: should the destination lose the image, "
                + "it cannot be promoted again");
        }

        return found == step.Digest
            ? step
            : Noted(
                step with { SourceDigest = found },
                $"drift: the source {source} has tag {tag} at {found.Short}; {step.Digest?.Short} is what runs, and stays. "
                + "Push what the source has under a new tag, and name that in the overlay");
    }

    private static PlanStep Noted(PlanStep step, string note) =>
        step with { Note = step.Note is { } known ? $"{known}; {note}" : note };
}
