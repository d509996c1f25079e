namespace CmpPromoter.Tests.ArgoCd;

/// <summary>The paths and names that Argo CD expects of a plugin's sidecar (operator manual, "Config Management Plugins").</summary>
internal static class SidecarContract
{
    public const string CmpServer = "/var/run/argocd/argocd-cmp-server";
    public const string PluginFile = "/home/argocd/cmp-server/config/plugin.yaml";
    public const string Program = "/usr/local/bin/cmp-promoter";
    public const int ArgoCdUser = 999;

    /// <summary>Where each volume of the sidecar is mounted; the first two are the stock Deployment's.</summary>
    public static readonly ImmutableSortedDictionary<string, string> Mounts = new Dictionary<string, string>
    {
        ["var-files"] = "/var/run/argocd",
        ["plugins"] = "/home/argocd/cmp-server/plugins",
        ["cmp-promoter-tmp"] = "/tmp",
        ["cmp-promoter"] = "/etc/cmp-promoter",
        ["cmp-promoter-socket"] = "/var/run/cmp-promoter",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
