using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using CmpPromoter.ArgoCd;
using CmpPromoter.Testing;
using CmpPromoter.Tests.Layering;

namespace CmpPromoter.Tests.ArgoCd;

/// <summary>The example installation as kustomize renders it, with the stock manifests of the tests in place of GitHub's.</summary>
internal sealed class RenderedInstallation
{
    private const string ArgoCd = "https://github.com/argoproj/argo-cd//manifests/cluster-install?ref=v3.5.1";
    private readonly ImmutableArray<JsonNode> resources;

    private RenderedInstallation(ImmutableArray<JsonNode> resources)
    {
        this.resources = resources;
    }

    public JsonNode RepoServerPod => Only("Deployment", "argocd-repo-server")["spec"]!["template"]!;

    public JsonNode RepoServer => RepoServerPod["spec"]!;

    public JsonNode Sidecar => Container("cmp-promoter");

    /// <param name="withDiscovery">Takes the discovery component in, as the example's comment says.</param>
    /// <param name="withDaemon">Or takes the component without it, as the example's comment says.</param>
    /// <param name="withMetrics">Takes the components for Prometheus and Grafana in, as the example's comments say.</param>
    public static async Task<RenderedInstallation> RenderAsync(
        bool withDiscovery = false, bool withDaemon = true, bool withMetrics = false)
    {
        var kubectl = ExternalTool.Kubectl();
        using var directory = new TemporaryDirectory();
        CopyInto(directory, "argocd-repo-server-patch", "argocd-repo-server-patch");
        CopyInto(directory, "tests/CmpPromoter.Tests/ArgoCd/Stock", "stock");
        var example = Path.Combine(directory.Path, "argocd-repo-server-patch/examples/installation");
        var kustomization = Path.Combine(example, "kustomization.yaml");
        var text = await File.ReadAllTextAsync(kustomization);
        Assert.Contains(ArgoCd, text, StringComparison.Ordinal);
        text = text.Replace(ArgoCd, "../../../stock", StringComparison.Ordinal);
        text = Take(withDiscovery, text, "- ../../discovery");
        text = Take(withMetrics, text, "- ../../pod-monitor");
        text = Take(withMetrics, text, "- ../../dashboard");
        text = Take(!withDaemon, text, "- ../../without-daemon");
        text = withDaemon ? text : text.Replace("\n- ../../sidecar\n", "\n", StringComparison.Ordinal);
        await File.WriteAllTextAsync(kustomization, text);

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var result = await Cli.Wrap(kubectl).WithArguments(["kustomize", example]).ExecuteBufferedAsync(timeout.Token);
        return new RenderedInstallation(KubernetesYaml.ReadAll(result.StandardOutput));
    }

    /// <summary>The one resource of that kind whose name is this, or this with the hash of its content.</summary>
    public JsonNode Only(string kind, string name) => resources.Single(resource =>
        resource["kind"]!.GetValue<string>() == kind && NameOf(resource) is var actual
        && (actual == name || (actual.StartsWith($"{name}-", StringComparison.Ordinal) && actual.Length == name.Length + 11)));

    public JsonNode Container(string name) =>
        RepoServer["containers"]!.AsArray().Single(container => container!["name"]!.GetValue<string>() == name)!;

    public JsonNode Volume(string name) =>
        RepoServer["volumes"]!.AsArray().Single(volume => volume!["name"]!.GetValue<string>() == name)!;

    public static string NameOf(JsonNode resource) => resource["metadata"]!["name"]!.GetValue<string>();

    private static string Take(bool isWanted, string text, string line)
    {
        Assert.Contains($"\n# {line}\n", text, StringComparison.Ordinal);
        return isWanted ? text.Replace($"\n# {line}\n", $"\n{line}\n", StringComparison.Ordinal) : text;
    }

    private static void CopyInto(TemporaryDirectory directory, string folder, string target)
    {
        foreach (var file in Source.Files(folder, "*"))
        {
            directory.Write(Path.Combine(target, file.Path), file.Text);
        }
    }
}
