using System.Text.RegularExpressions;
using CmpPromoter.Tests.Layering;

namespace CmpPromoter.Tests.ArgoCd;

/// <summary>
/// What the Dockerfile says, held against the contract and against the gate. It is read, not built: that the image starts
/// is shown where there is a container runtime.
/// </summary>
public sealed partial class DockerfileTests
{
    private static readonly string Dockerfile = File.ReadAllText(Path.Combine(Source.Root, "Dockerfile"));

    /// <summary>The instructions after the last FROM, comments left out and continued lines joined.</summary>
    private static readonly ImmutableArray<string> LastStage =
    [
        .. Comment().Replace(Dockerfile[Dockerfile.LastIndexOf("\nFROM ", StringComparison.Ordinal)..], "")
            .Replace("\\\n", "", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries),
    ];

    [Fact]
    public void It_publishes_with_the_command_that_the_gate_tests()
    {
        var gate = PublishCommand().Match(File.ReadAllText(Path.Combine(Source.Root, ".ci/run"))).Value;
        var image = PublishCommand().Match(Dockerfile).Value;

        Assert.Equal("dotnet publish src/CmpPromoter -c Release -r linux-x64 -o artifacts/linux-x64", gate);
        Assert.Equal(
            gate + " \"-p:Version=$VERSION\" \"-p:SourceRevisionId=$REVISION\"", image.Replace("$arch", "x64", StringComparison.Ordinal));
    }

    [Fact]
    public void The_binary_and_the_labels_tell_the_same_version()
    {
        var defaults = Dockerfile.Split('\n').Where(line => line.StartsWith("ARG VERSION=", StringComparison.Ordinal)).ToList();

        Assert.Equal(2, defaults.Count);
        Assert.Single(defaults.Distinct());
    }

    [Fact]
    public void It_builds_on_the_builders_architecture_for_the_targets()
    {
        var stages = From().Matches(Dockerfile).Select(match => match.Value).ToList();

        Assert.All(stages[..^1], stage => Assert.StartsWith("FROM --platform=$BUILDPLATFORM ", stage, StringComparison.Ordinal));
        Assert.DoesNotContain("--platform", stages[^1], StringComparison.Ordinal);
        Assert.Contains("amd64) arch=x64 ;;", Dockerfile, StringComparison.Ordinal);
        Assert.Contains("arm64) arch=arm64 ;;", Dockerfile, StringComparison.Ordinal);
    }

    [Fact]
    public void The_binary_needs_no_newer_C_library_than_the_image_has()
    {
        // noble is Ubuntu 24.04.
        Assert.Contains("sdk:10.0-noble-aot AS build", Dockerfile, StringComparison.Ordinal);
        Assert.Equal("FROM ubuntu:24.04", LastStage[0]);
    }

    [Fact]
    public void Every_kustomize_is_checked_against_its_digest()
    {
        Assert.Matches("ARG KUSTOMIZE_SHA256_AMD64=[0-9a-f]{64}\n", Dockerfile);
        Assert.Matches("ARG KUSTOMIZE_SHA256_ARM64=[0-9a-f]{64}\n", Dockerfile);
        Assert.Contains("sha256sum --check --strict", Dockerfile, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_and_the_plugin_file_are_where_the_contract_has_them()
    {
        Assert.Contains($"COPY --from=build /out/cmp-promoter {SidecarContract.Program}", LastStage);
        Assert.Contains("COPY --from=kustomize /out/kustomize /usr/local/bin/kustomize", LastStage);
        Assert.Contains($"COPY plugin.yaml {SidecarContract.PluginFile}", LastStage);
    }

    [Fact]
    public void Tini_stands_in_front_of_cmp_server()
    {
        Assert.Contains($"""ENTRYPOINT ["/usr/bin/tini", "--", "{SidecarContract.CmpServer}"]""", LastStage);
        Assert.Contains(LastStage, line => Install().Match(line).Groups["packages"].Value.Split(' ') is ["ca-certificates", "git", "openssh-client", "tini"]);
        Assert.DoesNotContain(LastStage, line => line.StartsWith("CMD", StringComparison.Ordinal));
    }

    [Fact]
    public void It_runs_as_Argo_CDs_user_and_writes_to_tmp_only()
    {
        Assert.Contains($"USER {SidecarContract.ArgoCdUser}:{SidecarContract.ArgoCdUser}", LastStage);
        Assert.Contains("ENV HOME=/tmp", LastStage);
        Assert.DoesNotContain(LastStage, line => line.StartsWith("VOLUME", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_build_copies_is_let_through_to_it()
    {
        var allowed = File.ReadAllLines(Path.Combine(Source.Root, ".dockerignore"))
            .Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();

        Assert.All(allowed, path => Assert.True(Path.Exists(Path.Combine(Source.Root, path)), path));
        Assert.Superset(
            new HashSet<string> { "plugin.yaml", "LICENSE", "src", "global.json", "Directory.Build.props", "Directory.Packages.props" },
            allowed.ToHashSet());
    }

    [GeneratedRegex(@"^\s*#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^FROM .*$", RegexOptions.Multiline)]
    private static partial Regex From();

    [GeneratedRegex(@"dotnet publish src/CmpPromoter( (?!2>)\S+)+")]
    private static partial Regex PublishCommand();

    [GeneratedRegex(@"apt-get install -y --no-install-recommends (?<packages>[a-z -]+?) +&&")]
    private static partial Regex Install();
}
