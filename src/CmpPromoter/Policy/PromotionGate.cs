using CmpPromoter.Configuration;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;

namespace CmpPromoter.Policy;

/// <summary>
/// Judges whether a render may have a repository's images copied, by its revision and its project. Once any rule exists, everything that no rule allows is
/// refused, an unknown project included: what cannot be told apart must not be let through.
/// </summary>
/// <remarks>The project's name is Argo CD's own (ARGOCD_APP_PROJECT_NAME, Argo CD 3.0 and later); an application's author cannot set it.</remarks>
internal sealed class PromotionGate(PolicyOptions options)
{
    private readonly ILookup<string, RepositoryMatcher> allowed =
        options.Projects.ToLookup(rule => rule.Project, rule => new RepositoryMatcher(rule.Repositories));

    /// <returns>Why the repository's images may not be promoted, with the cure; <c>null</c> when they may.</returns>
    public string? Refuse(RepositoryName repository, Caller caller)
    {
        if (RevisionRule.Refuse(options.Revisions, caller) is { } reason)
        {
            return reason;
        }

        if (options.Projects.IsEmpty)
        {
            return null;
        }

        if (caller.Project.Length == 0)
        {
            return "promotion.yaml says which projects may promote (policy.projects), and no project is named. "
                + "Run it from Argo CD 3.0 or later, which passes ARGOCD_APP_PROJECT_NAME, or name it with --project where the command has it";
        }

        return allowed[caller.Project].Any(matcher => matcher.Matches(repository))
            ? null
            : $"project {caller.Project} may not promote repository {repository}. "
                + "Ask the administrator of promotion.yaml for a rule under policy.projects";
    }
}
