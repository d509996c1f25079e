using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace CmpPromoter.Configuration;

/// <summary>The environment variables as they were when the snapshot was taken: the program sees no others.</summary>
/// <remarks>
/// What the application's author can set (ARGOCD_ENV_*, PARAM_*, ARGOCD_APP_PARAMETERS) has no property here, because
/// nothing of it may decide about registries, roles or build options. Rendering alone reads the parameters, as changes to the
/// author's own kustomization.
/// </remarks>
internal sealed class ProcessEnvironment
{
    private const string ApplicationVariable = "ARGOCD_APP_NAME";
    private const string ProjectVariable = "ARGOCD_APP_PROJECT_NAME";
    private const string RevisionVariable = "ARGOCD_APP_REVISION";

    public ProcessEnvironment(IEnumerable<KeyValuePair<string, string>> variables)
    {
        Variables = new Dictionary<string, string>(variables, StringComparer.Ordinal);
    }

    /// <summary>All of them, empty ones included.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>The same with the variables in which Argo CD says for whom it renders; what is absent stays as it was.</summary>
    public ProcessEnvironment For(string? application, string? project, string? revision)
    {
        var variables = new Dictionary<string, string>(Variables, StringComparer.Ordinal);
        foreach (var (name, value) in new[]
        {
            (ApplicationVariable, application), (ProjectVariable, project), (RevisionVariable, revision),
        })
        {
            if (value is not null)
            {
                variables[name] = value;
            }
        }

        return new ProcessEnvironment(variables);
    }

    /// <summary>Where <c>docker login</c> writes; absent without a home.</summary>
    /// <remarks>https://docs.docker.com/reference/cli/docker/#environment-variables</remarks>
    public string? DockerConfigPath => (Find("DOCKER_CONFIG"), Find("HOME")) switch
    {
        ({ } folder, _) => Path.Combine(folder, "config.json"),
        (_, { } home) => Path.Combine(home, ".docker", "config.json"),
        _ => null,
    };

    /// <summary>CMP_PROMOTER_CONFIG or the default: the administrator's file.</summary>
    public string ConfigPath => Find("CMP_PROMOTER_CONFIG") ?? PromotionFile.DefaultPath;

    /// <summary>CMP_PROMOTER_SOCKET: where the daemon listens; absent: this process does the work.</summary>
    public string? SocketPath => Find("CMP_PROMOTER_SOCKET");

    /// <summary>ARGOCD_APP_NAME: <c>name</c>, or <c>namespace_name</c> outside Argo CD's own namespace.</summary>
    public string? ApplicationName => Find(ApplicationVariable);

    /// <summary>ARGOCD_APP_PROJECT_NAME; Argo CD 3.0 and later.</summary>
    public string? ProjectName => Find(ProjectVariable);

    /// <summary>ARGOCD_APP_REVISION: a commit, or <c>streamed</c> for files that a user uploaded.</summary>
    public string? Revision => Find(RevisionVariable);

    /// <summary>
    /// ARGOCD_APP_SOURCE_TARGET_REVISION: what was asked for, by the Application or by who looks at another revision of it; empty
    /// for HEAD.
    /// </summary>
    public string? TargetRevision => Find("ARGOCD_APP_SOURCE_TARGET_REVISION");

    /// <summary>ARGOCD_APP_SOURCE_PATH: the application's directory below the repository's root; Argo CD has entered it.</summary>
    public string? SourcePath => Find("ARGOCD_APP_SOURCE_PATH");

    /// <summary>TMPDIR, or /tmp.</summary>
    public string TemporaryDirectory => Find("TMPDIR") ?? "/tmp";

    /// <summary>False when NO_COLOR asks for plain text.</summary>
    /// <remarks>https://no-color.org: present and not empty, whatever the value.</remarks>
    public bool AllowsColor => Find("NO_COLOR") is null;

    /// <summary>A snapshot of the environment of this process.</summary>
    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "The one place that the ban names.")]
    public static ProcessEnvironment OfProcess() => new(
        from DictionaryEntry variable in Environment.GetEnvironmentVariables()
        select KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? ""));

    /// <returns><c>null</c> when the variable is absent or empty: container manifests write "" for nothing.</returns>
    public string? Find(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
