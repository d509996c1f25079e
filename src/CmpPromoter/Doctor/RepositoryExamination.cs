using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Ecr;
using CmpPromoter.Iam;
using CmpPromoter.Oci;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;

namespace CmpPromoter.Doctor;

/// <summary>What the principal may do with one repository of type ecr; nothing that is asked changes an image or a setting.</summary>
internal sealed class RepositoryExamination
{
    /// <summary>Also tells whether the repository exists.</summary>
    private const string FirstAction = "ecr:BatchGetImage";

    public required string Subject { get; init; }

    public required ActionPlace Place { get; init; }

    /// <summary>The registry.</summary>
    public required RegistryHost Host { get; init; }

    public required Probing Probing { get; init; }

    public required EcrProbes Probes { get; init; }

    /// <summary>How missing repositories are created; absent for a source, or when they are not.</summary>
    public required RepositoryCreationOptions? Creation { get; init; }

    public async Task<ImmutableArray<Finding>> RunAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        var first = await AskAsync(repository, FirstAction, token => Probes.ExistsAsync(repository, token), cancellationToken);
        if (first.IsSo is false)
        {
            return [Absent(repository)];
        }

        // Where that question is forbidden, the others can still be asked.
        if (first.Finding is { Action: null } failure)
        {
            return [failure]; // Nobody answered; the others would say the same.
        }

        var others = await Task.WhenAll(Needed().Where(action => action != FirstAction).Select(action => AskAsync(
            repository, action, token => Probes.AskAsync(action, repository, Creation, token), cancellationToken)));
        var mutability = Place is ActionPlace.Destination ? await MutabilityAsync(repository, cancellationToken) : "";
        ImmutableArray<Answer> answers = [first, .. others];
        var allowed = answers.Where(answer => answer.Finding is null).Select(answer => answer.Action.Split(':')[1]).ToList();
        var findings = answers.Select(answer => answer.Finding).OfType<Finding>().DistinctBy(finding => (finding.Action, finding.Text));
        return allowed.Count == 0
            ? [.. findings]
            : [.. findings, Finding.Good(Subject, $"{repository}{mutability}: may {string.Join(", ", allowed)}")];
    }

    private ImmutableArray<string> Needed()
    {
        List<ActionNeed> needs = [ActionNeed.Always];
        if (Creation is { IsOnPush: false })
        {
            needs.Add(ActionNeed.Creation);
            needs.AddRange(Creation.Tags.IsEmpty ? [] : [ActionNeed.CreationTags]);
            needs.AddRange(Creation.LifecyclePolicy is null ? [] : [ActionNeed.CreationLifecycle]);
        }

        return AwsActions.Names(Place, [.. needs]);
    }

    private async Task<Answer> AskAsync(
        RepositoryName repository, string action, Func<CancellationToken, Task<bool>> question, CancellationToken cancellationToken)
    {
        var (answer, failure) = await Probing.FindAsync(
            Subject,
            $"{repository}: asking for {action}",
            Silence.OfRemote,
            async token =>
            {
                try
                {
                    return new Answer(action, await question(token), Finding: null);
                }
                catch (RegistryException refusal) when (refusal.Fault is RegistryFault.Forbidden)
                {
                    var missing = Missing.Finding(Subject, action, refusal, Place);
                    return new Answer(action, IsSo: null, missing with { Text = $"{repository}: {missing.Text}" });
                }
            },
            cancellationToken);
        return answer ?? new Answer(action, IsSo: null, failure);
    }

    /// <summary><c> (tags IMMUTABLE)</c>, or nothing where it may not be seen: no render needs to see it.</summary>
    private async Task<string> MutabilityAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        var (mutability, _) = await Probing.FindAsync(
            Subject, "looking at its settings", Silence.OfRemote, token => Probes.MutabilityAsync(repository, token), cancellationToken);
        return string.IsNullOrEmpty(mutability) ? "" : $" (tags {SafeText.OneLine(mutability, 40)})";
    }

    private Finding Absent(RepositoryName repository) => (Place, Creation) switch
    {
        (ActionPlace.Source, _) => Finding.Doubtful(
            Subject, $"{repository} does not exist, so nothing comes from it", "Push an image to it, or correct rename and repositories"),
        (_, null) => Finding.Bad(Subject, $"{repository} does not exist", MissingRepository.Cure(Host, repository), FailureKind.Image),
        (_, { IsOnPush: true }) => Finding.Note(Subject, $"{repository} does not exist; the first push makes it, where a creation template matches"),
        _ => Finding.Note(
            Subject, $"{repository} does not exist and will be created; whether it may be, and pushed to, cannot be asked without creating it"),
    };

    /// <summary>What came of a question for one action.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="IsSo">What was asked is so; absent where nobody said.</param>
    /// <param name="Finding">That it is denied, or why nobody said; absent where it was not denied.</param>
    private sealed record Answer(string Action, bool? IsSo, Finding? Finding);
}
