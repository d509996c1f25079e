using CmpPromoter.Copying;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Promotion;

/// <summary>
/// Says how large the missing images are, how much of each the destination has already, and when each was built. For people: what
/// cannot be read is left out, and no plan fails for it.
/// </summary>
/// <remarks>
/// Costs, for each repository with a missing image: a batch of manifests at the source per level of its indexes, a batch of blobs at
/// the destination (per image for type oci), and per image without a created annotation its configuration.
/// </remarks>
internal sealed class PlanMeasurer(IRegistry destination)
{
    private const int ConcurrentCalls = 8;

    private const int MaxConfigBytes = 1024 * 1024;

    public async Task<PromotionPlan> MeasureAsync(PromotionPlan plan, CancellationToken cancellationToken)
    {
        using var calls = new Limiter(ConcurrentCalls);
        var images = await Task.WhenAll(plan.Steps.Where(IsCopied).Select(step =>
            calls.RunAsync(() => ReadAsync(step, step.Source!, cancellationToken), cancellationToken))); // Copied from somewhere.
        var known = images.OfType<MeasuredImage>().ToList();
        var held = await FindHeldAsync(known, calls, cancellationToken);
        var measures = known.ToDictionary(image => image.Step.Reference, image => (image, Held: held[image.Step.Reference.Repository]));
        var lacking = known.SelectMany(image => image.Blobs.Where(blob => !held[image.Step.Reference.Repository].Contains(blob.Digest)));
        return plan with
        {
            Steps = [.. plan.Steps.Select(step => measures.TryGetValue(step.Reference, out var found)
                ? step with { Size = found.image.SizeOf(found.Held), CreatedAt = found.image.CreatedAt }
                : step)],
            SendBytes = images.Any(image => image is null) ? null : lacking.DistinctBy(blob => blob.Digest).Sum(blob => blob.SizeBytes),
        };
    }

    /// <summary>Where only a tag is missing nothing moves.</summary>
    private bool IsCopied(PlanStep step) => step is { State: StepState.Missing, Source: not null } && step.Source.Registry != destination;

    private static async Task<MeasuredImage?> ReadAsync(PlanStep step, SourceImage source, CancellationToken cancellationToken)
    {
        try
        {
            var manifests = await ManifestTree.ReadAsync(source, cancellationToken);
            var blobs = manifests.SelectMany(manifest => manifest.Blobs).DistinctBy(blob => blob.Digest).ToImmutableArray();
            var createdAt = source.Manifest.CreatedAt ?? await FindCreationAsync(source, manifests, cancellationToken);
            return new MeasuredImage(step, blobs, createdAt);
        }
        catch (RegistryException)
        {
            return null; // The copy will say why.
        }
    }

    private static async Task<DateTimeOffset?> FindCreationAsync(
        SourceImage source, ImmutableArray<Manifest> manifests, CancellationToken cancellationToken)
    {
        if (manifests.SelectMany(manifest => manifest.Blobs).FirstOrDefault(blob => blob.MediaType.IsImageConfig) is not { } config
            || config.SizeBytes > MaxConfigBytes)
        {
            return null;
        }

        try
        {
            var content = new byte[config.SizeBytes];
            await using var stream = await source.Registry.Blob(source.Repository, config).OpenAsync(cancellationToken);
            await stream.ReadExactlyAsync(content, cancellationToken);
            return ImageCreation.FindInConfig(content);
        }
        catch (Exception fault) when (fault is RegistryException or IOException)
        {
            return null; // Whoever only plans may lack the right to pull layers.
        }
    }

    private async Task<ImmutableDictionary<RepositoryName, ImmutableHashSet<Digest>>> FindHeldAsync(
        List<MeasuredImage> images, Limiter calls, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(images.GroupBy(image => image.Step.Reference.Repository).Select(async group =>
        {
            ImmutableArray<Digest> digests = [.. group.SelectMany(image => image.Blobs).Select(blob => blob.Digest).Distinct()];
            return KeyValuePair.Create(group.Key, group.First().Step.CreatesRepository
                ? []
                : await calls.RunAsync(() => FindHeldAsync(group.Key, digests, cancellationToken), cancellationToken));
        }));
        return answers.ToImmutableDictionary();
    }

    private async Task<ImmutableHashSet<Digest>> FindHeldAsync(
        RepositoryName repository, ImmutableArray<Digest> digests, CancellationToken cancellationToken)
    {
        try
        {
            return await destination.FindBlobsAsync(repository, digests, cancellationToken);
        }
        catch (RegistryException)
        {
            return []; // Then the figures are the most that can be.
        }
    }

    private sealed record MeasuredImage(PlanStep Step, ImmutableArray<Descriptor> Blobs, DateTimeOffset? CreatedAt)
    {
        public ImageSize SizeOf(ImmutableHashSet<Digest> held) =>
            new(Blobs.Sum(blob => blob.SizeBytes), Blobs.Where(blob => held.Contains(blob.Digest)).Sum(blob => blob.SizeBytes));
    }
}
