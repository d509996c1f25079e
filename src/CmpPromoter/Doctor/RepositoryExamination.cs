using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Ecr;
using CmpPromoter.Iam;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Doctor;

/// <summary>What the principal may do with one repository of type ecr; nothing that is asked changes anything.</summary>
internal sealed class RepositoryExamination
{
    public required string Subject { get; init; }

    public required ActionPlace Place { get; init; }

    public required Probing Probing { get; init; }

    public required EcrProbes Probes { get; init; }

    /// <summary>How missing repositories are created; absent for a source, or when they are not.</summary>
    public required RepositoryCreationOptions? Creation { get; init; }

    public async Task<ImmutableArray<Finding>> RunAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        var exists = false;
        var first = await Probing.RunAsync(
            Subject,
            $"{repository}: looking for it",
            async token =>
            {
                try
                {
                    exists = await Probes.ExistsAsync(repository, token);
                    return exists ? [] : [Absent(repository)];
                }
                catch (RegistryException refusal) when (Missing.ActionOf(refusal) is { } action)
                {
                    exists = true; // As far as anyone lets us see: the other permissions can be asked for.
                    return [MissingOf(repository, action, refusal)];
                }
            },
            cancellationToken);
        if (!exists)
        {
            return first;
        }

        var actions = Needed().Where(action => action != "ecr:BatchGetImage").ToList();
        var others = await Task.WhenAll(actions.Select(action => AskAsync(repository, action, cancellationToken)));
        ImmutableArray<Finding> faults =
            [.. first, .. others.SelectMany(findings => findings).DistinctBy(finding => (finding.Action, finding.Text))];
        var missing = faults.Select(finding => finding.Action).ToHashSet();
        var allowed = AwsActions.All.Where(action => action.Place == Place && Needed().Contains(action.Name))
            .Select(action => action.Name)
            .Where(action => !missing.Contains(action) && (action == "ecr:BatchGetImage" || actions.Contains(action)))
            .Distinct()
            .ToList();
        var mutability = Place is ActionPlace.Destination ? await MutabilityAsync(repository, cancellationToken) : "";
        return
        [
            .. faults,
            .. faults.Any(finding => finding is { State: FindingState.Bad, Action: null }) || allowed.Count == 0
                ? Array.Empty<Finding>()
                : [Finding.Good(Subject, $"{repository}{mutability}: may {string.Join(", ", allowed.Select(name => name.Split(':')[1]))}")],
        ];
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

    private Task<ImmutableArray<Finding>> AskAsync(RepositoryName repository, string action, CancellationToken cancellationToken) =>
        Probing.RunAsync(
            Subject,
            $"{repository}: asking for {action}",
            async token =>
            {
                try
                {
                    return await Probes.AskAsync(action, repository, Creation, token)
                        ? []
                        : [Finding.Note(Subject, $"{repository}: whether {action} is allowed cannot be asked")];
                }
                catch (RegistryException refusal) when (Missing.ActionOf(refusal) is { } named)
                {
                    return [MissingOf(repository, named, refusal)];
                }
            },
            cancellationToken);

    /// <summary><c> (tags IMMUTABLE)</c>, or nothing where it may not be seen: no render needs to see it.</summary>
    private async Task<string> MutabilityAsync(RepositoryName repository, CancellationToken cancellationToken)
    {
        var mutability = "";
        await Probing.RunAsync(
            Subject,
            "looking at its settings",
            async token =>
            {
                mutability = await Probes.MutabilityAsync(repository, token);
                return [];
            },
            cancellationToken);
        return mutability.Length == 0 ? "" : $" (tags {SafeText.OneLine(mutability, 40)})";
    }

    private Finding MissingOf(RepositoryName repository, string action, RegistryException refusal)
    {
        var finding = Missing.Finding(Subject, action, refusal, Place);
        return finding with { Text = $"{repository}: {finding.Text}" };
    }

    private Finding Absent(RepositoryName repository) => (Place, Creation) switch
    {
        (ActionPlace.Source, _) => Finding.Doubtful(
            Subject, $"{repository} does not exist, so nothing comes from it", "Push an image to it, or correct rename and repositories"),
        (_, null) => Finding.Bad(
            Subject,
            $"{repository} does not exist",
            $"aws ecr create-repository --repository-name {repository}, or set destination.createRepositories",
            FailureKind.Image),
        (_, { IsOnPush: true }) => Finding.Note(Subject, $"{repository} does not exist; the first push makes it, where a creation template matches"),
        _ => Finding.Note(Subject, $"{repository} does not exist and will be created; what may be done with it can be asked then"),
    };
}
