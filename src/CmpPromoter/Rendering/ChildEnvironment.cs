using CmpPromoter.Configuration;

namespace CmpPromoter.Rendering;

/// <summary>
/// The variables kustomize sees. It works on files of others, may fetch remote bases and start git and helm: it gets
/// what those need and what the administrator names, never AWS credentials or Kubernetes tokens.
/// </summary>
internal static class ChildEnvironment
{
    private static readonly ImmutableArray<string> Names =
    [
        "HOME", "TMPDIR", "TMP", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",

        // What Argo CD hands over with provideGitCreds: true, for remote bases in private repositories.
        "GIT_ASKPASS", "GIT_TERMINAL_PROMPT", "ARGOCD_ASK_PASS_SOCK", "ARGOCD_BINARY_NAME", "ARGOCD_GIT_ASKPASS_NONCE",
    ];

    private static readonly ImmutableArray<string> Prefixes = ["LC_", "GIT_SSL_"];

    /// <param name="environment">Where the values come from.</param>
    /// <param name="passed">The administrator's names.</param>
    /// <param name="searchPath">Becomes PATH.</param>
    public static IReadOnlyDictionary<string, string> Of(
        ProcessEnvironment environment, ImmutableArray<string> passed, SearchPath searchPath)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in environment.Variables)
        {
            if (Names.Contains(name) || passed.Contains(name) || HasPrefix(name))
            {
                variables.Add(name, value);
            }
        }

        variables["PATH"] = searchPath.ToString();
        return variables;
    }

    private static bool HasPrefix(string name) => Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
