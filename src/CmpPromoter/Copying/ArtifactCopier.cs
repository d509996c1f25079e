using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Copying;

/// <summary>
/// Copies what <see cref="ArtifactFinder"/> found and the destination lacks, each after its subject. A cosign tag that the
/// destination has at another digest stays there: it may hold the destination's own signature.
/// </summary>
/// <param name="destination">Where the subjects are by now.</param>
/// <param name="request">The image's own copy.</param>
/// <param name="calls">Bounds the small requests.</param>
/// <param name="refusals">Told of what cannot be copied.</param>
/// <param name="copyAsync">Copies one manifest with all below it.</param>
internal sealed class ArtifactCopier(
    IRegistry destination, CopyRequest request, Limiter calls, ArtifactRefusals refusals, Func<CopyRequest, Task> copyAsync)
{
    public async Task CopyAsync(ImmutableArray<Artifact> artifacts, CancellationToken cancellationToken)
    {
        foreach (var level in artifacts.GroupBy(artifact => artifact.Depth).OrderBy(level => level.Key))
        {
            var tagged = level.Where(artifact => artifact.Tag is not null).ToImmutableArray();
            var referring = level.Where(artifact => artifact.Tag is null).GroupBy(artifact => artifact.Subject);
            await Task.WhenAll(referring
                .Select(group => CopyReferrersAsync(group.Key, [.. group], cancellationToken))
                .Prepend(CopyTaggedAsync(tagged, cancellationToken)));
        }
    }

    private async Task CopyTaggedAsync(ImmutableArray<Artifact> artifacts, CancellationToken cancellationToken)
    {
        if (artifacts.IsEmpty)
        {
            return;
        }

        var keys = artifacts.Select(artifact => ManifestKey.Of(artifact.Tag!.Value)).ToImmutableArray(); // All are tagged.
        var held = await AskAsync(
            () => destination.FindManifestsAsync(request.DestinationRepository, keys, cancellationToken),
            "looking for its cosign tags",
            cancellationToken);
        if (held is null)
        {
            return;
        }

        await Task.WhenAll(artifacts.Zip(held.Digests, CopyOneTaggedAsync));
    }

    private async Task CopyOneTaggedAsync(Artifact artifact, Digest? held)
    {
        if (held is null)
        {
            await TryCopyAsync(artifact, artifact.Manifest);
        }
        else if (held != artifact.Digest)
        {
            Refuse(
                artifact,
                $"the destination's tag {artifact.Tag} is at {held.Value.Short} and stays there. "
                + "Delete that tag if it should travel",
                failure: null);
        }
    }

    /// <summary>One after the other: a registry without the referrers API keeps them all in one index.</summary>
    private async Task CopyReferrersAsync(
        Digest subject, ImmutableArray<Artifact> artifacts, CancellationToken cancellationToken)
    {
        var listed = await AskAsync(
            async () => (await destination.FindReferrersAsync(request.DestinationRepository, subject, cancellationToken))
                .Select(referrer => referrer.Digest).ToImmutableHashSet(),
            $"looking for referrers of {subject.Short}",
            cancellationToken);
        if (listed is null)
        {
            return;
        }

        foreach (var artifact in artifacts.Where(artifact => !listed.Contains(artifact.Digest)))
        {
            await TryCopyAsync(artifact, await FetchAsync(artifact, cancellationToken));
        }
    }

    private async Task<Manifest?> FetchAsync(Artifact artifact, CancellationToken cancellationToken)
    {
        try
        {
            var manifests = await calls.RunAsync(
                () => request.Source.FetchManifestsAsync(
                    request.SourceRepository, [ManifestKey.Of(artifact.Digest)], cancellationToken),
                cancellationToken);
            if (manifests[0] is { } manifest && manifest.Subject?.Digest == artifact.Subject)
            {
                return manifest;
            }

            Refuse(artifact, "the source lists it, and holds no such referrer", failure: null);
        }
        catch (RegistryException fault)
        {
            var failure = RegistryFailure.Explain(fault, "fetching it", RegistrySide.Source);
            Refuse(artifact, failure.Message, failure);
        }

        return null;
    }

    private async Task TryCopyAsync(Artifact artifact, Manifest? manifest)
    {
        if (manifest is null)
        {
            return;
        }

        try
        {
            await copyAsync(request with { Manifest = manifest, Tag = artifact.Tag });
        }
        catch (PromoterException failure)
        {
            Refuse(artifact, failure.Message, failure);
        }
    }

    private async Task<T?> AskAsync<T>(Func<Task<T>> ask, string doing, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await calls.RunAsync(ask, cancellationToken);
        }
        catch (RegistryException fault)
        {
            refusals.Add(RegistryFailure.Explain(fault, doing, RegistrySide.Destination));
            return null;
        }
    }

    private void Refuse(Artifact artifact, string reason, PromoterException? failure)
    {
        var name = artifact.Tag?.ToString() ?? $"{artifact.Digest.Short} of {artifact.Subject.Short}";
        refusals.Add(new PromoterException(
            failure?.Kind ?? FailureKind.Image, $"artifact {name} is not copied: {reason}", failure?.InnerException));
    }
}
