using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Doctor;

/// <summary>One registry of type oci: the way there, and whether its repositories may be read.</summary>
internal sealed class OciExamination
{
    public required string Subject { get; init; }

    public required Probing Probing { get; init; }

    public required TimeProvider Time { get; init; }

    public required RegistryPing Ping { get; init; }

    public required IRegistry Registry { get; init; }

    public required ImmutableArray<RepositoryName> Repositories { get; init; }

    public async Task<ImmutableArray<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var where = SafeText.Of(Ping.Site.Endpoint).TrimEnd('/');
        var reach = await Probing.RunAsync(
            Subject,
            $"reaching {where}",
            async token =>
            {
                var answer = await Ping.AskAsync(credential: null, token);
                return
                [
                    answer.IsRegistry ? Finding.Good(Subject, $"{where} answers") : Finding.Bad(
                        Subject,
                        $"{where}/v2/: {(int)answer.Status} {answer.Status}, which no registry answers",
                        "Check endpoint and registry in the configuration, and what stands between",
                        FailureKind.Remote),
                    .. ClockReading.Of(Subject, answer, Time.GetUtcNow()),
                ];
            },
            cancellationToken);
        if (reach.Any(finding => finding.State is FindingState.Bad))
        {
            return reach;
        }

        var reads = await Task.WhenAll(Repositories.Select(repository => ReadAsync(repository, cancellationToken)));
        return [.. reach, .. reads.SelectMany(findings => findings), Finding.Note(Subject, "whether it takes a push cannot be asked without one")];
    }

    private Task<ImmutableArray<Finding>> ReadAsync(RepositoryName repository, CancellationToken cancellationToken) => Probing.RunAsync(
        Subject,
        $"{repository}: reading",
        async token =>
        {
            ImmutableArray<ManifestKey> nothing = [ManifestKey.Of(Tag.Parse("cmp-promoter-doctor"))];
            await Registry.FindManifestsAsync(repository, nothing, token);
            return [Finding.Good(Subject, $"{repository}: may be read")];
        },
        cancellationToken);
}
