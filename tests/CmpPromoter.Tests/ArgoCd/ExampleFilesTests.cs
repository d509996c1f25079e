using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CliWrap;
using CmpPromoter.ArgoCd;
using CmpPromoter.Configuration;
using CmpPromoter.Testing;
using CmpPromoter.Tests.Layering;

namespace CmpPromoter.Tests.ArgoCd;

/// <summary>What an administrator copies out of argocd-repo-server-patch: it parses, and its parts agree.</summary>
public sealed partial class ExampleFilesTests
{
    private const string SkipContainers = "eks.amazonaws.com/skip-containers";

    /// <summary>What Git, streaming and rendering may take of a render besides copying.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    private static readonly string Examples = Path.Combine(Source.Root, "argocd-repo-server-patch/examples");

    public static TheoryData<string> YamlFiles =>
        [.. Source.Files("argocd-repo-server-patch", "*.yaml").Select(file => file.Path)];

    public static TheoryData<string> JsonFiles =>
        [.. Source.Files("argocd-repo-server-patch/examples", "*.json").Select(file => file.Path)];

    [Theory]
    [MemberData(nameof(YamlFiles))]
    public void Every_YAML_file_parses(string path) =>
        Assert.NotEmpty(KubernetesYaml.ReadAll(File.ReadAllText(Path.Combine(Source.Root, "argocd-repo-server-patch", path))));

    [Theory]
    [MemberData(nameof(JsonFiles))]
    public void Every_policy_is_a_policy_document(string path)
    {
        var policy = JsonNode.Parse(File.ReadAllText(Path.Combine(Examples, path)))!;

        Assert.Equal("2012-10-17", policy["Version"]!.GetValue<string>());
        Assert.All(policy["Statement"]!.AsArray(), statement => Assert.Equal("Allow", statement!["Effect"]!.GetValue<string>()));
    }

    [Fact]
    public void No_policy_allows_to_delete()
    {
        var actions = Source.Files("argocd-repo-server-patch/examples", "*.json").SelectMany(file => Actions(JsonNode.Parse(file.Text)!));

        Assert.DoesNotContain(actions, action => action.Contains('*', StringComparison.Ordinal) || action.Contains("Delete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_chart_gets_the_same_containers_as_the_component()
    {
        var chart = Read("argo-helm/values.yaml")["repoServer"]!;
        var installation = await RenderedInstallation.RenderAsync();

        Assert.All(chart["extraContainers"]!.AsArray(), container => AssertSame(
            InOrder(installation.Container(container!["name"]!.GetValue<string>())), InOrder(container)));
        Assert.Equal(installation.RepoServer["containers"]!.AsArray().Count - 1, chart["extraContainers"]!.AsArray().Count);
        Assert.All(
            chart["volumes"]!.AsArray().Where(volume => volume!["configMap"] is null),
            volume => AssertSame(installation.Volume(volume!["name"]!.GetValue<string>()), volume));
        Assert.All(chart["env"]!.AsArray(), variable => Assert.Contains(
            installation.Container("argocd-repo-server")["env"]!.AsArray(), given => JsonNode.DeepEquals(given, variable)));
        AssertSame(installation.RepoServer["terminationGracePeriodSeconds"], chart["terminationGracePeriodSeconds"]);
        Assert.Equal(
            installation.RepoServerPod["metadata"]!["annotations"]![SkipContainers]!.GetValue<string>(),
            "argocd-" + chart["podAnnotations"]![SkipContainers]!.GetValue<string>());
    }

    [Fact]
    public void The_chart_gets_the_same_settings_and_the_same_promotion_file()
    {
        var values = Read("argo-helm/values.yaml");
        var settings = KubernetesYaml.ReadAll(File.ReadAllText(
            Path.Combine(Source.Root, "argocd-repo-server-patch/without-daemon/cmd-params.yaml"))).Single()["data"];
        var promotion = KubernetesYaml.ReadAll(values["extraObjects"]![0]!["data"]!["promotion.yaml"]!.GetValue<string>()).Single();

        Assert.True(JsonNode.DeepEquals(settings, values["configs"]!["params"]));
        Assert.True(JsonNode.DeepEquals(Read("installation/promotion.yaml"), promotion));
    }

    [Fact]
    public void The_budget_ends_well_before_Argo_CD_gives_up()
    {
        var options = PromotionFile.Read(Path.Combine(Examples, "installation/promotion.yaml"));
        var settings = Read("argo-helm/values.yaml")["configs"]!["params"]!;

        Assert.All(
            ["controller.repo.server.timeout.seconds", "server.repo.server.timeout.seconds"],
            key => Assert.True(options.Copy.Budget + Margin <= TimeSpan.FromSeconds(int.Parse(settings[key]!.GetValue<string>()))));
    }

    [Fact]
    public void The_application_names_the_plugin()
    {
        var source = Read("application/application.yaml")["spec"]!["source"]!;

        Assert.Equal(
            PluginDefinition.Read(Path.Combine(Source.Root, "plugin.yaml")).SourceName, source["plugin"]!["name"]!.GetValue<string>());
        Assert.Null(source["kustomize"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_example_that_names_nothing_remote_renders_offline()
    {
        var local = Directory.EnumerateFiles(Examples, "kustomization.yaml", SearchOption.AllDirectories)
            .Where(file => !File.ReadAllText(file).Contains("- https://", StringComparison.Ordinal))
            .Select(file => Path.GetDirectoryName(file)!) // A file has a directory.
            .ToList();

        Assert.NotEmpty(local);
        foreach (var example in local)
        {
            var rendered = new StringBuilder();
            await Cli.Wrap(ExternalTool.Kubectl()).WithArguments(["kustomize", example])
                .WithEnvironmentVariables(variables => variables.Set("HTTPS_PROXY", "http://127.0.0.1:9"))
                .WithStandardOutputPipe(PipeTarget.ToStringBuilder(rendered)).ExecuteAsync(TestContext.Current.CancellationToken);
            Assert.NotEmpty(KubernetesYaml.ReadAll(rendered.ToString()));
        }
    }

    [Fact]
    public void Argo_CD_is_pinned()
    {
        var remote = Read("installation/kustomization.yaml")["resources"]!.AsArray()
            .Select(resource => resource!.GetValue<string>()).Single(resource => resource.StartsWith("https:", StringComparison.Ordinal));

        Assert.Matches(Pinned(), remote);
    }

    private static IEnumerable<string> Actions(JsonNode policy) => policy["Statement"]!.AsArray().SelectMany(statement =>
        statement!["Action"]! is JsonArray list ? list.Select(action => action!.GetValue<string>()) : [statement["Action"]!.GetValue<string>()]);

    /// <summary>kustomize puts what a later patch adds to a list before what was there.</summary>
    private static JsonNode InOrder(JsonNode container)
    {
        var copy = container.DeepClone();
        copy["volumeMounts"] = new JsonArray(
            [.. container["volumeMounts"]!.AsArray().Select(mount => mount!.DeepClone()).OrderBy(mount => mount["name"]!.GetValue<string>(), StringComparer.Ordinal)]);
        return copy;
    }

    private static void AssertSame(JsonNode? expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"expected {expected}, and found {actual}");

    private static JsonNode Read(string path) => KubernetesYaml.ReadAll(File.ReadAllText(Path.Combine(Examples, path))).Single();

    [GeneratedRegex(@"\?ref=v\d+\.\d+\.\d+\z")]
    private static partial Regex Pinned();
}
