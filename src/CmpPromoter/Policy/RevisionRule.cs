using System.Text.RegularExpressions;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;

namespace CmpPromoter.Policy;

/// <summary>
/// Judges whether a render of this revision may promote. With <see cref="RevisionPolicy.Tracked"/> only what stands behind a
/// branch, a tag or HEAD may: somebody who may write to the repository has put it there. A commit by its hash may come from
/// anywhere that Git can reach, a fork's pull request included, and asking Argo CD to render one takes no more than the right to look.
/// </summary>
/// <remarks>
/// Argo CD tells a plugin what was asked for, never whether the Application or a reader of it asked (server/application/application.go,
/// GetManifests puts the asked revision in the source's place). So another branch of the same repository cannot be told from the tracked one.
/// </remarks>
internal static partial class RevisionRule
{
    private const int MaxShownChars = 80;

    /// <returns>Why this render may not promote, with the cure; <c>null</c> when it may.</returns>
    public static string? Refuse(RevisionPolicy policy, Caller caller)
    {
        if (policy is RevisionPolicy.Any)
        {
            return null;
        }

        if (caller.Revision.Length == 0)
        {
            return "promotion.yaml lets tracked revisions alone promote (policy.revisions), and no revision is named. "
                + "Run it from Argo CD, which passes ARGOCD_APP_REVISION, or name it with --revision where the command has it";
        }

        return IsName(caller.TargetRevision)
            ? null
            : $"{SafeText.OneLine(caller.TargetRevision, MaxShownChars)} was asked for, which is neither a branch nor a tag, and promotion.yaml lets "
                + "tracked revisions alone promote (policy.revisions). Let the Application track a branch or a tag, and sync that";
    }

    private static bool IsName(string target) =>
        !Hash().IsMatch(target) && (!target.StartsWith("refs/", StringComparison.Ordinal) || BranchOrTag().IsMatch(target));

    // From seven digits on Argo CD takes a hash for a commit, without looking whether a branch or tag has the name.
    [GeneratedRegex(@"\A[0-9a-fA-F]{7,}\z")]
    private static partial Regex Hash();

    [GeneratedRegex(@"\Arefs/(heads|tags)/")]
    private static partial Regex BranchOrTag();
}
