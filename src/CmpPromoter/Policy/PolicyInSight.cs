using CmpPromoter.Configuration;
using CmpPromoter.Overlays;

namespace CmpPromoter.Policy;

/// <summary>
/// The rules that can be judged for a caller, and in words those that cannot. A plan is made on a pull request too, where nobody
/// says for whom: it must not show as refused what a render would promote.
/// </summary>
internal sealed record PolicyInSight
{
    public required PolicyOptions Rules { get; init; }

    /// <summary>What was left out, and how to have it judged; a sentence each.</summary>
    public required ImmutableArray<string> Unjudged { get; init; }

    public static PolicyInSight Of(PolicyOptions options, Caller caller)
    {
        var lacksProject = !options.Projects.IsEmpty && caller.Project.Length == 0;
        var lacksRevision = options.Revisions is RevisionPolicy.Tracked && caller.Revision.Length == 0;
        return new PolicyInSight
        {
            Rules = options with
            {
                Projects = lacksProject ? [] : options.Projects,
                Revisions = lacksRevision ? RevisionPolicy.Any : options.Revisions,
            },
            Unjudged =
            [
                .. lacksProject ? ["policy.projects was not judged: say for which Argo CD project with --project"] : Array.Empty<string>(),
                .. lacksRevision ? ["policy.revisions was not judged: say of which commit with --revision"] : Array.Empty<string>(),
            ],
        };
    }
}
