using System.Text;
using CliWrap;
using CmpPromoter.Configuration;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.Rendering;

/// <summary>Renders that succeed, and what kustomize is given for them.</summary>
public sealed class KustomizeRendererTests : IDisposable
{
    private readonly DummyOverlay overlay = new();

    public void Dispose() => overlay.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task The_bytes_of_kubectl_kustomize_arrive_unchanged()
    {
        var kubectl = ExternalTool.Kubectl();
        overlay.With("configmap.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: häuser}\ndata: {a: \"1\\r\\n\"}\n")
            .With("kustomization.yaml", "namePrefix: prod-\nresources: [configmap.yaml]\n");
        using var direct = new MemoryStream();
        await Cli.Wrap(kubectl).WithArguments(["kustomize", overlay.Path])
            .WithStandardOutputPipe(PipeTarget.ToStream(direct)).ExecuteAsync();

        var rendered = await overlay.Renderer(environment: new ProcessEnvironment(
            [KeyValuePair.Create("PATH", Path.GetDirectoryName(kubectl)!)])) // A full path has a directory.
            .RenderAsync(overlay.Path, TestContext.Current.CancellationToken);

        Assert.Contains("name: prod-häuser", Encoding.UTF8.GetString(direct.ToArray()), StringComparison.Ordinal);
        Assert.Equal(direct.ToArray(), rendered.Bytes.ToArray());
    }

    [Fact(Timeout = 60_000)]
    public async Task Kustomize_goes_before_kubectl_wherever_they_stand_on_PATH()
    {
        var kubectl = Path.Combine(overlay.Path, "..", "tools");
        DummyOverlay.WriteProgram(Path.Combine(kubectl, "kubectl"), "#!/bin/sh\necho 'from: kubectl'\n");
        overlay.With("stdout", "from: kustomize\n");
        var environment = new ProcessEnvironment([KeyValuePair.Create("PATH", $"{kubectl}:{overlay.BinDirectory}")]);

        var rendered = await overlay.Renderer(environment: environment)
            .RenderAsync(overlay.Path, TestContext.Current.CancellationToken);

        Assert.Equal("from: kustomize\n", Encoding.UTF8.GetString(rendered.Bytes.Span));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("610d0a620d0a")] // CRLF
    [InlineData("efbbbf61")] // byte order mark, no last line end
    [InlineData("61fffe00c328")] // not UTF-8, NUL
    public async Task Bytes_that_are_no_plain_text_arrive_unchanged(string hex)
    {
        overlay.With("stdout", Convert.FromHexString(hex));

        var rendered = await overlay.Renderer().RenderAsync(overlay.Path, TestContext.Current.CancellationToken);

        Assert.Equal(hex, Convert.ToHexStringLower(rendered.Bytes.Span));
        Assert.Equal(overlay.Path, rendered.Directory);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_large_rendering_arrives_whole()
    {
        var manifests = new byte[5_000_001];
        new Random(1).NextBytes(manifests);
        overlay.With("stdout", manifests);

        var rendered = await overlay.Renderer(maxOutputBytes: manifests.Length)
            .RenderAsync(overlay.Path, TestContext.Current.CancellationToken);

        Assert.True(rendered.Bytes.Span.SequenceEqual(manifests));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_administrators_options_stand_before_the_directorys_full_path()
    {
        overlay.With("stdout", "a: b\n");
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), overlay.Path);

        await overlay.Renderer(buildOptions: ["--enable-helm", "--load-restrictor", "LoadRestrictionsNone"])
            .RenderAsync(relative, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["build", "--enable-helm", "--load-restrictor", "LoadRestrictionsNone", overlay.Path], overlay.Arguments);
    }

    [Fact(Timeout = 60_000)]
    public async Task Kustomize_sees_the_allow_list_and_nothing_else()
    {
        overlay.With("stdout", "a: b\n");
        string[] seen =
        [
            "ARGOCD_ASK_PASS_SOCK=1", "ARGOCD_BINARY_NAME=1", "ARGOCD_GIT_ASKPASS_NONCE=1", "GIT_ASKPASS=1",
            "GIT_SSL_CAINFO=1", "GIT_TERMINAL_PROMPT=1", "HELM_CACHE_HOME=1", "HOME=1", "HTTPS_PROXY=1", "HTTP_PROXY=1",
            "LANG=1", "LC_ALL=1",
            "NO_PROXY=1", $"PATH={overlay.BinDirectory}", "SSL_CERT_DIR=1", "SSL_CERT_FILE=1", "TMP=1", "TMPDIR=1",
            "http_proxy=1", "https_proxy=1", "no_proxy=1",
        ];
        string[] hidden =
        [
            "AWS_ACCESS_KEY_ID=1", "AWS_SECRET_ACCESS_KEY=1", "AWS_WEB_IDENTITY_TOKEN_FILE=1", "ARGOCD_ENV_HOME=1",
            "PARAM_X=1", "ARGOCD_APP_NAME=1", "KUBECONFIG=1", "LD_PRELOAD=/none", "DOTNET_ROOT=1", "GITHUB_TOKEN=1",
            "home=1", "CMP_PROMOTER_SOCKET=1",
        ];
        var environment = new ProcessEnvironment(seen.Concat(hidden)
            .Select(variable => variable.Split('=', 2))
            .Select(pair => KeyValuePair.Create(pair[0], pair[1])));

        await overlay.Renderer(passEnvironment: ["HELM_CACHE_HOME", "NOT_SET"], environment: environment)
            .RenderAsync(overlay.Path, TestContext.Current.CancellationToken);

        Assert.Equal(seen, overlay.Environment);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_successful_kustomize_says_is_logged_line_by_line_as_a_warning()
    {
        overlay.With("stdout", "a: b\n").With("stderr", "# Warning: 'bases' is deprecated.\n\n\e[33msecond\e[0m\n");
        var log = new LogLines();

        await overlay.Renderer(logger: log).RenderAsync(overlay.Path, TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                $"Warning 100: kustomize warned while rendering {overlay.Path}: # Warning: 'bases' is deprecated.",
                $"Warning 100: kustomize warned while rendering {overlay.Path}: second",
            ],
            log.Lines);
    }
}
