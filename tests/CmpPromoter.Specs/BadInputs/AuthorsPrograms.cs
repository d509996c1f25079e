using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.BadInputs;

/// <summary>
/// Argo CD runs the plugin inside the author's checkout. No program that lies there runs, whatever its name is and however PATH
/// leads there.
/// </summary>
public sealed class AuthorsPrograms : IDisposable
{
    private static readonly string[] Names = ["kustomize", "kubectl", "git", "helm", "docker-credential-test", "sh"];

    private readonly TemporaryDirectory outside = new();

    private string Witness => Path.Combine(outside.Path, "ran");

    [Theory(Timeout = 120_000)]
    [InlineData("")]
    [InlineData(".:")]
    [InlineData("bin:./bin:")]
    public async Task None_renders(string inFront)
    {
        ExternalTool.Kubectl();
        using var destination = new ClosedPort();
        using var source = new ClosedPort();
        using var overlay = WithPrograms(Overlay.Naming("busybox:1.36").ConfigureOci(destination.Host, source.Host));

        var result = await RunAsync(overlay, inFront, $":{overlay.Path}");

        result.AssertSucceeded(await overlay.KustomizeAsync());
        Assert.False(File.Exists(Witness));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("")]
    [InlineData(".:")]
    public async Task None_fetches_a_remote_base(string inFront)
    {
        ExternalTool.Kubectl();
        using var destination = new ClosedPort();
        using var source = new ClosedPort();
        using var overlay = WithPrograms(Overlay.Naming("busybox:1.36")
            .Kustomize($"https://{source.Host}/team/base.git?timeout=2s")
            .ConfigureOci(destination.Host, source.Host));

        var result = await RunAsync(overlay, inFront, $":{overlay.Path}");

        result.AssertFailed(3);
        Assert.False(File.Exists(Witness));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("")]
    [InlineData(".:")]
    public async Task None_is_asked_for_a_credential(string inFront)
    {
        ExternalTool.Kubectl();
        using var closed = new ClosedPort();
        var docker = outside.Write("config.json", $$$"""{"credHelpers":{"{{{closed.Host}}}":"test"}}""");
        using var overlay = WithPrograms(Overlay.Naming($"{closed.Host}/team/api:1").Configure($$"""
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              registry: {{closed.Host}}
              endpoint: http://{{closed.Host}}
              credentials: {dockerConfig: {{docker}}}
            sources:
            - registry: source.example.com
            """));

        var result = await RunAsync(overlay, inFront, "");

        result.AssertFailed(2, "Asking docker-credential-test for the credential of", "it is not on PATH (searched: ");
        Assert.False(File.Exists(Witness));
    }

    public void Dispose() => outside.Dispose();

    private static Task<ProcessResult> RunAsync(Overlay overlay, string inFront, string behind)
    {
        var promoter = new PromoterProcess { WorkingDirectory = overlay.Path };
        return promoter
            .With("PATH", $"{inFront}{Path.GetDirectoryName(ExternalTool.Kubectl())}:/usr/bin:/bin{behind}")
            .RunAsync("generate", "--config", overlay.ConfigurationPath, ".");
    }

    private Overlay WithPrograms(Overlay overlay)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "shell scripts");
        foreach (var path in Names.SelectMany(name => new[] { name, $"bin/{name}" }))
        {
            overlay.Write(path, $"#!/bin/sh\necho {path} >> '{Witness}'\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(
                    Path.Combine(overlay.Path, path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        return overlay;
    }
}
