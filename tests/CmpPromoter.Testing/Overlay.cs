using CliWrap;

namespace CmpPromoter.Testing;

/// <summary>A kustomize overlay on disk that names the given images, and the promotion file beside it.</summary>
public sealed class Overlay : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public string Path => System.IO.Path.Combine(directory.Path, "overlay");

    public string ConfigurationPath => System.IO.Path.Combine(directory.Path, "promotion.yaml");

    /// <summary>One Deployment an image.</summary>
    public static Overlay Naming(params string[] images)
    {
        var overlay = new Overlay();
        foreach (var (n, image) in images.Index())
        {
            overlay.Write($"app-{n}.yaml", $$$"""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: app-{{{n}}}}
                spec:
                  selector: {matchLabels: {app: app-{{{n}}}}}
                  template:
                    metadata: {labels: {app: app-{{{n}}}}}
                    spec:
                      containers:
                      - name: app
                        image: {{{image}}}
                """);
        }

        return overlay.Kustomize([.. images.Index().Select(entry => $"app-{entry.Index}.yaml")]);
    }

    /// <summary>The kustomization, of these files.</summary>
    public Overlay Kustomize(params string[] resources) => Write("kustomization.yaml", $"""
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        resources:
        {string.Join('\n', resources.Select(resource => $"- {resource}"))}
        """);

    public Overlay Write(string name, string content)
    {
        directory.Write("overlay/" + name, content + "\n");
        return this;
    }

    public Overlay Configure(string yaml)
    {
        directory.Write("promotion.yaml", yaml + "\n");
        return this;
    }

    /// <summary>Two registries of type oci over plain HTTP on loopback.</summary>
    public Overlay ConfigureOci(string destination, string source) => Configure($"""
        apiVersion: cmp-promoter/v1
        kind: Promotion
        destination:
          registry: {destination}
          endpoint: http://{destination}
        sources:
        - registry: {source}
          endpoint: http://{source}
        """);

    /// <summary>What kustomize itself prints.</summary>
    public async Task<byte[]> KustomizeAsync()
    {
        using var output = new MemoryStream();
        await Cli.Wrap(ExternalTool.Kubectl())
            .WithArguments(["kustomize", Path])
            .WithStandardOutputPipe(PipeTarget.ToStream(output))
            .ExecuteAsync();
        return output.ToArray();
    }

    public void Dispose() => directory.Dispose();
}
