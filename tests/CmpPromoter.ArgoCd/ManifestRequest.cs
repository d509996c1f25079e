using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CmpPromoter.ArgoCd;

/// <summary>What the application controller asks of repo-server for one source of one Application.</summary>
public sealed partial record ManifestRequest
{
    // Go escapes only what could end a script element.
    private static readonly JsonSerializerOptions GoJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The repository's files at <see cref="Revision"/>.</summary>
    public required string Checkout { get; init; }

    /// <summary>The application's directory below the repository's root.</summary>
    public required string Path { get; init; }

    /// <summary><c>name</c>, or <c>namespace_name</c> for an Application outside Argo CD's own namespace.</summary>
    public required string Application { get; init; }

    /// <summary>The namespace that is deployed to.</summary>
    public string DestinationNamespace { get; init; } = "shop";

    /// <summary>Absent before Argo CD 3.0.</summary>
    public string? Project { get; init; } = "default";

    /// <summary>The resolved commit.</summary>
    public string Revision { get; init; } = "4f0c7e1d2b3a495867f1e2d3c4b5a69788990011";

    public string RepositoryUrl { get; init; } = "https://git.example.com/shop/infra.git";

    public string TargetRevision { get; init; } = "main";

    public string KubernetesVersion { get; init; } = "1.33.1";

    /// <summary>Absent when the plugin was discovered instead of named.</summary>
    public PluginSource? Plugin { get; init; } = new();

    /// <summary>The variables of the request, in repo-server's order.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Environment()
    {
        var standard = ImmutableArray.Create(
            KeyValuePair.Create("ARGOCD_APP_NAME", Application),
            KeyValuePair.Create("ARGOCD_APP_NAMESPACE", DestinationNamespace),
            KeyValuePair.Create("ARGOCD_APP_REVISION", Revision),
            KeyValuePair.Create("ARGOCD_APP_REVISION_SHORT", Revision[..Math.Min(7, Revision.Length)]),
            KeyValuePair.Create("ARGOCD_APP_REVISION_SHORT_8", Revision[..Math.Min(8, Revision.Length)]),
            KeyValuePair.Create("ARGOCD_APP_SOURCE_REPO_URL", RepositoryUrl),
            KeyValuePair.Create("ARGOCD_APP_SOURCE_PATH", Path),
            KeyValuePair.Create("ARGOCD_APP_SOURCE_TARGET_REVISION", TargetRevision),
            KeyValuePair.Create("KUBE_VERSION", KubernetesVersion),
            KeyValuePair.Create("KUBE_API_VERSIONS", "v1,apps/v1,apps/v1/Deployment"));
        if (Project is { } project)
        {
            standard = standard.Insert(2, KeyValuePair.Create("ARGOCD_APP_PROJECT_NAME", project));
        }

        return Plugin is { } plugin ? [.. standard, .. AuthorsVariables(plugin, standard)] : standard;
    }

    private static IEnumerable<KeyValuePair<string, string>> AuthorsVariables(
        PluginSource plugin, ImmutableArray<KeyValuePair<string, string>> standard)
    {
        var known = standard.ToDictionary(variable => variable.Key, variable => variable.Value);
        var parameters = plugin.Parameters.IsEmpty
            ? "null"
            : new JsonArray([.. plugin.Parameters.Select(parameter => parameter.ToJson())]).ToJsonString(GoJson);
        return plugin.Environment
            .Select(variable => KeyValuePair.Create($"ARGOCD_ENV_{variable.Key}", Expand(variable.Value, known)))
            .Append(KeyValuePair.Create("ARGOCD_APP_PARAMETERS", parameters))
            .Concat(plugin.Parameters.SelectMany(parameter => parameter.ToVariables()));
    }

    private static string Expand(string value, Dictionary<string, string> known) => Variable().Replace(
        value, match => match.Value == "$$" ? "$" : known.GetValueOrDefault(match.Groups["name"].Value, ""));

    [GeneratedRegex(@"\$(?:\$|\{(?<name>[^}]*)\}|(?<name>\w+))")]
    private static partial Regex Variable();
}
