using CmpPromoter.Diagnostics;

namespace CmpPromoter.Overlays;

/// <summary>For whom an overlay is rendered, as Argo CD tells it and no author can; outside Argo CD every name is empty.</summary>
internal sealed record Caller
{
    private const int MaxShownChars = 320;

    /// <summary>Nobody that Argo CD knows: a person or a pipeline.</summary>
    public static readonly Caller Unnamed = new() { Application = "", Project = "", Revision = "", TargetRevision = "" };

    public required string Application { get; init; }

    /// <summary>The Argo CD project; empty before Argo CD 3.0, too.</summary>
    public required string Project { get; init; }

    /// <summary>The commit, or <c>streamed</c> for files that somebody uploaded.</summary>
    public required string Revision { get; init; }

    /// <summary>What was asked to be rendered: a branch, a tag or a commit; empty for HEAD, and outside Argo CD.</summary>
    public required string TargetRevision { get; init; }

    /// <summary>
    /// Somebody uploaded the files (argocd app diff --local --server-side-generate), for which Argo CD asks only the right to
    /// look at the application: such a render must change nothing.
    /// </summary>
    public bool IsUpload => Revision == "streamed";

    /// <summary><c> for application payments (project team-a, revision 1a2b3c4)</c>, or nothing outside Argo CD.</summary>
    public string ForWhom
    {
        get
        {
            if (Application.Length == 0)
            {
                return "";
            }

            var details = string.Join(", ", new[]
            {
                Project.Length == 0 ? "" : $"project {Shown(Project)}",
                Revision.Length == 0 ? "" : $"revision {Shown(Revision.Length > 8 ? Revision[..7] : Revision)}",
            }.Where(part => part.Length > 0));
            return details.Length == 0 ? $" for application {Shown(Application)}" : $" for application {Shown(Application)} ({details})";
        }
    }

    /// <summary>Longer than any name that Kubernetes allows, so that whatever comes instead fits a first line.</summary>
    private static string Shown(string name) => SafeText.OneLine(name, MaxShownChars);
}
