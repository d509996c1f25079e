using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Doctor;

/// <summary>One registry of type oci: the way there, and whether its repositories may be read.</summary>
internal sealed class OciExamination
{
    public required string Subject { get; init; }

    public required Probing Probing { get; init; }

    public required Reach Reach { get; init; }

    public required IRegistry Registry { get; init; }

    public required ImmutableArray<RepositoryName> Repositories { get; init; }

    /// <summary>What to say where there are no repositories.</summary>
    public required Finding Unnamed { get; init; }

    /// <summary>Images are pushed to it.</summary>
    public required bool IsDestination { get; init; }

    public async Task<ImmutableArray<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var reach = await Reach.RunAsync(cancellationToken);
        if (reach.Any(finding => finding.State is FindingState.Bad))
        {
            return reach;
        }

        var reads = await Task.WhenAll(Repositories.Select(repository => ReadAsync(repository, cancellationToken)));
        return [.. reach, .. reads.SelectMany(findings => findings), .. Rest()];
    }

    private Task<ImmutableArray<Finding>> ReadAsync(RepositoryName repository, CancellationToken cancellationToken) => Probing.RunAsync(
        Subject,
        $"{repository}: reading",
        Silence.OfRemote,
        async token =>
        {
            // A tag that nobody has: whoever may not read is refused, whoever may is told that it is not there.
            ImmutableArray<ManifestKey> nothing = [ManifestKey.Of(Tag.Parse("cmp-promoter-doctor"))];
            await Registry.FindManifestsAsync(repository, nothing, token);
            return [Finding.Good(Subject, $"{repository}: may be read")];
        },
        cancellationToken);

    private IEnumerable<Finding> Rest()
    {
        if (Repositories.IsEmpty)
        {
            yield return Unnamed;
        }

        if (IsDestination)
        {
            yield return Finding.Note(Subject, "whether it takes a push cannot be asked without one");
        }
    }
}
