using System.Net;
using System.Text.Json.Nodes;
using CmpPromoter.Commands;
using CmpPromoter.Configuration;
using CmpPromoter.DaemonApi;

namespace CmpPromoter.Tests.ArgoCd;

/// <summary>The daemon beside the sidecar: rendered by a real kustomize, held against the sidecar and against the program's defaults.</summary>
public sealed class DaemonContainerTests
{
    private const string SkipContainers = "eks.amazonaws.com/skip-containers";

    [Fact]
    public async Task The_render_asks_at_the_socket_that_the_daemon_serves_and_cannot_replace_it()
    {
        var installation = await RenderedInstallation.RenderAsync();

        var asked = installation.Sidecar["env"]!.AsArray().Single(variable => Text(variable!["name"]) == "CMP_PROMOTER_SOCKET");
        var (render, daemon) = (Mount(installation.Sidecar, "cmp-promoter-socket"), Mount(Daemon(installation), "cmp-promoter-socket"));

        Assert.Equal(WireNames.DefaultSocket, Text(asked!["value"]));
        Assert.Equal(Path.GetDirectoryName(WireNames.DefaultSocket), Text(render["mountPath"]));
        Assert.Equal(Text(render["mountPath"]), Text(daemon["mountPath"]));
        Assert.True(render["readOnly"]!.GetValue<bool>());
        Assert.Null(daemon["readOnly"]);
        Assert.NotNull(installation.Volume("cmp-promoter-socket")["emptyDir"]);
    }

    [Fact]
    public async Task It_runs_the_same_image_with_the_programs_defaults()
    {
        var installation = await RenderedInstallation.RenderAsync();

        var daemon = Daemon(installation);

        Assert.Equal([SidecarContract.Program, "serve"], Texts(daemon["command"]).Concat(Texts(daemon["args"])));
        Assert.Equal(Text(installation.Sidecar["image"]), Text(daemon["image"]));
        Assert.Null(daemon["env"]);
    }

    [Fact]
    public async Task It_is_confined_as_the_sidecar_is_and_sees_the_socket_and_its_configuration_only()
    {
        var installation = await RenderedInstallation.RenderAsync();

        var daemon = Daemon(installation);

        Assert.True(JsonNode.DeepEquals(installation.Sidecar["securityContext"], daemon["securityContext"]));
        Assert.Equal(
            ["cmp-promoter", "cmp-promoter-socket"],
            daemon["volumeMounts"]!.AsArray().Select(mount => Text(mount!["name"])).Order(StringComparer.Ordinal));
        Assert.True(JsonNode.DeepEquals(Mount(installation.Sidecar, "cmp-promoter"), Mount(daemon, "cmp-promoter")));
        Assert.NotNull(daemon["resources"]!["limits"]!["memory"]);
        Assert.Null(daemon["resources"]!["limits"]!["cpu"]);
    }

    [Fact]
    public async Task Probes_ask_the_port_that_the_daemon_listens_on()
    {
        var installation = await RenderedInstallation.RenderAsync();

        var daemon = Daemon(installation);
        var port = daemon["ports"]!.AsArray().Single()!;

        Assert.Equal(IPEndPoint.Parse(ServeCommand.DefaultListen).Port, port["containerPort"]!.GetValue<long>());
        Assert.Equal("/healthz", Text(daemon["livenessProbe"]!["httpGet"]!["path"]));
        Assert.Equal("/readyz", Text(daemon["readinessProbe"]!["httpGet"]!["path"]));
        Assert.All(
            ["livenessProbe", "readinessProbe"], probe => Assert.Equal(Text(port["name"]), Text(daemon[probe]!["httpGet"]!["port"])));
    }

    [Fact]
    public async Task Kubernetes_waits_longer_than_the_daemon_takes_to_stop()
    {
        var installation = await RenderedInstallation.RenderAsync();

        var allowed = TimeSpan.FromSeconds(installation.RepoServer["terminationGracePeriodSeconds"]!.GetValue<long>());

        Assert.True(allowed >= ConfigDuration.Find(ServeCommand.DefaultGrace)! + Shutdown.RenderPatience);
    }

    [Theory]
    [InlineData(true, "cmp-promoter-daemon")]
    [InlineData(false, "cmp-promoter")]
    public async Task One_container_alone_is_given_the_AWS_identity(bool withDaemon, string trusted)
    {
        var installation = await RenderedInstallation.RenderAsync(withDaemon: withDaemon);
        var skipped = Text(installation.RepoServerPod["metadata"]!["annotations"]![SkipContainers]).Split(',');
        var containers = installation.RepoServer["containers"]!.AsArray().Concat(installation.RepoServer["initContainers"]!.AsArray());

        Assert.Equal([trusted], containers.Select(container => Text(container!["name"])).Except(skipped));
        Assert.All(containers, container => Assert.DoesNotContain("AWS_", container!["env"]?.ToJsonString() ?? "", StringComparison.Ordinal));
        Assert.All(containers, container => Assert.Null(container!["envFrom"]));
        Assert.False(installation.RepoServer["automountServiceAccountToken"]!.GetValue<bool>());
        Assert.DoesNotContain(
            installation.RepoServer["volumes"]!.AsArray(), volume => volume!["projected"] is not null || volume["secret"] is not null);
    }

    [Fact]
    public async Task Without_the_daemon_one_container_does_it_all()
    {
        var installation = await RenderedInstallation.RenderAsync(withDaemon: false);

        Assert.Equal(
            ["argocd-repo-server", "cmp-promoter"],
            installation.RepoServer["containers"]!.AsArray().Select(container => Text(container!["name"])).Order(StringComparer.Ordinal));
        Assert.Null(installation.Sidecar["env"]);
        Assert.DoesNotContain(
            installation.RepoServer["volumes"]!.AsArray(), volume => Text(volume!["name"]) == "cmp-promoter-socket");
    }

    [Fact]
    public async Task The_pod_monitor_finds_the_port_and_the_network_policy_lets_it_in()
    {
        var installation = await RenderedInstallation.RenderAsync(withMetrics: true);
        var port = Text(Daemon(installation)["ports"]![0]!["name"]);
        var labels = installation.RepoServerPod["metadata"]!["labels"];

        var monitor = installation.Only("PodMonitor", "cmp-promoter")["spec"]!;
        var policy = installation.Only("NetworkPolicy", "cmp-promoter-metrics")["spec"]!;

        Assert.True(JsonNode.DeepEquals(labels, monitor["selector"]!["matchLabels"]));
        Assert.True(JsonNode.DeepEquals(labels, policy["podSelector"]!["matchLabels"]));
        Assert.Equal((port, "/metrics"), (Text(monitor["podMetricsEndpoints"]![0]!["port"]), Text(monitor["podMetricsEndpoints"]![0]!["path"])));
        Assert.Equal(port, Text(policy["ingress"]![0]!["ports"]![0]!["port"]));
    }

    [Fact]
    public async Task The_dashboard_is_a_ConfigMap_that_Grafanas_sidecar_finds()
    {
        var installation = await RenderedInstallation.RenderAsync(withMetrics: true);

        var map = installation.Only("ConfigMap", "cmp-promoter-dashboard");

        Assert.Equal("1", Text(map["metadata"]!["labels"]!["grafana_dashboard"]));
        Assert.Equal("cmp-promoter", Text(JsonNode.Parse(Text(map["data"]!["cmp-promoter.json"]))!["uid"]));
    }

    private static JsonNode Daemon(RenderedInstallation installation) => installation.Container("cmp-promoter-daemon");

    private static JsonNode Mount(JsonNode container, string volume) =>
        container["volumeMounts"]!.AsArray().Single(mount => Text(mount!["name"]) == volume)!;

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(Text);

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
