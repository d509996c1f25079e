using System.Text;
using CmpPromoter.Configuration;
using CmpPromoter.Rendering;
using CmpPromoter.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CmpPromoter.Tests.Rendering.Parameters;

/// <summary>A repository with an application in <c>apps/shop</c>, a base and a component, rendered by the real kustomize as in Argo CD.</summary>
internal sealed class ParameterCheckout : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public ParameterCheckout()
    {
        directory.Make("tmp");
        Write("base/kustomization.yaml", "resources: [deployment.yaml]\n")
            .Write("base/deployment.yaml", """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: api}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: api}}
                  template:
                    metadata: {labels: {app: api}}
                    spec: {containers: [{name: c, image: api}, {name: d, image: "other:1"}]}
                """)
            .Write("components/service/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [service.yaml]\n")
            .Write("components/service/service.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: svc}\n")
            .Write("apps/shop/files/settings", "a=b\n");
    }

    public string Root => Path.Combine(directory.Path, "repository");

    public string Application => Path.Combine(Root, "apps/shop");

    /// <summary>Where private folders are made; ours alone, so that what is left there can be seen.</summary>
    public string Temporary => Path.Combine(directory.Path, "tmp");

    public ParameterCheckout Write(string path, string content)
    {
        directory.Write($"repository/{path}", content);
        return this;
    }

    /// <summary>Writes something beside the repository, as another application's checkout would lie.</summary>
    public string WriteOutside(string path, string content) => directory.Write(path, content);

    /// <param name="parameters">ARGOCD_APP_PARAMETERS.</param>
    /// <param name="sourcePath">The application's directory below the root.</param>
    /// <param name="buildOptions">The administrator's.</param>
    public async Task<string> RenderAsync(string parameters, string sourcePath = "apps/shop", ImmutableArray<string>? buildOptions = null)
    {
        var renderer = new KustomizeRenderer(
            new RenderOptions { BuildOptions = buildOptions ?? [], PassEnvironment = [] },
            new ProcessEnvironment(
            [
                KeyValuePair.Create("PATH", Path.GetDirectoryName(ExternalTool.Kubectl())!), // A full path has a directory.
                KeyValuePair.Create("TMPDIR", Temporary),
                KeyValuePair.Create("ARGOCD_APP_SOURCE_PATH", sourcePath),
                KeyValuePair.Create("ARGOCD_APP_PARAMETERS", parameters),
            ]),
            NullLogger<KustomizeRenderer>.Instance);
        var rendered = await renderer.RenderAsync(Path.Combine(Root, sourcePath), TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(rendered.Bytes.Span);
    }

    public void Dispose() => directory.Dispose();
}
