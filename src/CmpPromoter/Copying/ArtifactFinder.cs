using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Copying;

/// <summary>
/// Finds what is attached to manifests at a source: OCI referrers and cosign tags, and what is attached to those. One batch
/// for all cosign tags of a depth, one list of referrers per manifest; bounded, whatever a registry lists.
/// </summary>
/// <remarks>
/// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers and
/// https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md#tag-based-discovery
/// </remarks>
/// <param name="source">The registry.</param>
/// <param name="repository">The repository there.</param>
/// <param name="calls">Bounds the requests at the same time.</param>
/// <param name="refusals">Told of what cannot be looked for.</param>
internal sealed class ArtifactFinder(
    IRegistry source, RepositoryName repository, Limiter calls, ArtifactRefusals refusals)
{
    /// <summary>A signature of an attestation of an image is 1; nobody signs deeper in good faith.</summary>
    private const int MaxDepth = 3;

    /// <summary>Far beyond what is attached to one image in good faith.</summary>
    private const int MaxArtifacts = 500;

    /// <summary>Signatures have a few kilobytes; all are held in memory until their image is there.</summary>
    private const int MaxBytes = 32 * 1024 * 1024;

    private static readonly ImmutableArray<string> CosignSuffixes = ["sig", "att", "sbom"];

    /// <param name="subjects">The manifests in question.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Every artifact once, what it is attached to before it.</returns>
    public async Task<ImmutableArray<Artifact>> FindAsync(
        ImmutableArray<Digest> subjects, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<Artifact>();
        var asked = subjects.ToHashSet();
        var seen = subjects.Select(subject => (subject, (Tag?)null)).ToHashSet();
        long bytes = 0;
        for (var depth = 0; !subjects.IsEmpty; depth++)
        {
            var answers = await AskAsync(subjects, depth, cancellationToken);

            // A registry may list an artifact twice, or in a circle.
            var news = answers.Where(artifact => seen.Add((artifact.Digest, artifact.Tag))).ToImmutableArray();
            bytes += news.Sum(artifact => (long)(artifact.Manifest?.Bytes.Length ?? 0));
            if (!news.IsEmpty && (depth > MaxDepth || found.Count + news.Length > MaxArtifacts || bytes > MaxBytes))
            {
                refusals.Add(new PromoterException(
                    FailureKind.Image,
                    $"{source.Host}/{repository} lists artifacts of artifacts deeper than {MaxDepth} steps "
                    + $"or more than {MaxArtifacts} or {MaxBytes} bytes in all; those beyond are not copied. Remove what nobody needs from the source"));
                break;
            }

            found.AddRange(news);
            subjects = [.. news.Select(artifact => artifact.Digest).Where(asked.Add)];
        }

        return found.DrainToImmutable();
    }

    private async Task<IEnumerable<Artifact>> AskAsync(
        ImmutableArray<Digest> subjects, int depth, CancellationToken cancellationToken)
    {
        var tagged = calls.RunAsync(() => FindTaggedAsync(subjects, depth, cancellationToken), cancellationToken);
        var referring = subjects.Select(subject =>
            calls.RunAsync(() => FindReferrersAsync(subject, depth, cancellationToken), cancellationToken));
        var answers = await Task.WhenAll(referring.Prepend(tagged));
        return answers.SelectMany(artifacts => artifacts);
    }

    private async Task<ImmutableArray<Artifact>> FindTaggedAsync(
        ImmutableArray<Digest> subjects, int depth, CancellationToken cancellationToken)
    {
        try
        {
            var asked = subjects
                .SelectMany(subject => CosignSuffixes.Select(suffix => (Subject: subject, Tag: CosignTag(subject, suffix))))
                .ToImmutableArray();
            var manifests = await source.FetchManifestsAsync(
                repository, [.. asked.Select(ask => ManifestKey.Of(ask.Tag))], cancellationToken);
            return [.. asked.Zip(manifests)
                .Where(pair => pair.Second is not null)
                .Select(pair => new Artifact
                {
                    Subject = pair.First.Subject,
                    Digest = pair.Second!.Digest, // Just asked.
                    Tag = pair.First.Tag,
                    Manifest = pair.Second,
                    Depth = depth,
                })];
        }
        catch (RegistryException fault)
        {
            refusals.Add(RegistryFailure.Explain(fault, "looking for its cosign tags", RegistrySide.Source));
            return [];
        }
    }

    private async Task<ImmutableArray<Artifact>> FindReferrersAsync(
        Digest subject, int depth, CancellationToken cancellationToken)
    {
        try
        {
            var referrers = await source.FindReferrersAsync(repository, subject, cancellationToken);
            return [.. referrers.Select(referrer => new Artifact { Subject = subject, Digest = referrer.Digest, Depth = depth })];
        }
        catch (RegistryException fault)
        {
            refusals.Add(RegistryFailure.Explain(fault, $"looking for referrers of {subject.Short}", RegistrySide.Source));
            return [];
        }
    }

    private static Tag CosignTag(Digest subject, string suffix) => Tag.Parse($"{Digest.Algorithm}-{subject.Hex}.{suffix}");
}
