using System.Text.Json.Nodes;
using CmpPromoter.Configuration;

namespace CmpPromoter.Tests.ArgoCd;

/// <summary>The kustomize component over stock manifests, rendered by a real kustomize, against what Argo CD expects.</summary>
public sealed class SidecarTests
{
    [Fact]
    public async Task The_sidecar_has_the_mounts_of_the_contract()
    {
        var installation = await RenderedInstallation.RenderAsync();

        var mounts = installation.Sidecar["volumeMounts"]!.AsArray()
            .ToImmutableSortedDictionary(mount => Text(mount!["name"]), mount => Text(mount!["mountPath"]), StringComparer.Ordinal);

        Assert.Equal(SidecarContract.Mounts, mounts);
        Assert.All(mounts.Keys, volume => Assert.NotNull(installation.Volume(volume)));
    }

    [Fact]
    public async Task Its_tmp_is_its_own()
    {
        var installation = await RenderedInstallation.RenderAsync();

        var users = installation.RepoServer["containers"]!.AsArray()
            .Where(container => container!["volumeMounts"]!.AsArray().Any(mount => Text(mount!["name"]) == "cmp-promoter-tmp"))
            .Select(container => Text(container!["name"]));

        Assert.Equal(["cmp-promoter"], users);
        Assert.NotNull(installation.Volume("cmp-promoter-tmp")["emptyDir"]);
    }

    [Fact]
    public async Task It_runs_as_Argo_CDs_user_and_as_confined_as_the_stock_containers()
    {
        var installation = await RenderedInstallation.RenderAsync();
        var expected = installation.Container("argocd-repo-server")["securityContext"]!.DeepClone().AsObject();
        expected["runAsUser"] = SidecarContract.ArgoCdUser;
        expected["runAsGroup"] = SidecarContract.ArgoCdUser;

        Assert.True(JsonNode.DeepEquals(expected, installation.Sidecar["securityContext"]));
    }

    [Fact]
    public async Task It_leaves_the_entrypoint_to_the_image()
    {
        var installation = await RenderedInstallation.RenderAsync();

        // A command would push tini aside.
        Assert.Null(installation.Sidecar["command"]);
        Assert.Null(installation.Sidecar["args"]);
        Assert.Equal("222222222222.dkr.ecr.us-east-1.amazonaws.com/platform/cmp-promoter:0.1.0", Text(installation.Sidecar["image"]));
    }

    [Fact]
    public async Task It_asks_for_memory_with_a_limit_and_for_processor_time_without()
    {
        var installation = await RenderedInstallation.RenderAsync();

        var resources = installation.Sidecar["resources"]!;

        Assert.NotNull(resources["requests"]!["memory"]);
        Assert.NotNull(resources["requests"]!["cpu"]);
        Assert.NotNull(resources["limits"]!["memory"]);
        Assert.Null(resources["limits"]!["cpu"]);
    }

    [Fact]
    public async Task The_promotion_file_is_where_the_program_looks_for_it()
    {
        var installation = await RenderedInstallation.RenderAsync();

        var file = installation.Only("ConfigMap", "cmp-promoter");

        Assert.Equal(RenderedInstallation.NameOf(file), Text(installation.Volume("cmp-promoter")["configMap"]!["name"]));
        Assert.Equal(["promotion.yaml"], file["data"]!.AsObject().Select(entry => entry.Key));
        Assert.Equal(
            PromotionFile.DefaultPath,
            Path.Combine(SidecarContract.Mounts["cmp-promoter"], "promotion.yaml"));
    }

    [Fact]
    public async Task A_changed_promotion_file_rolls_the_pods()
    {
        var installation = await RenderedInstallation.RenderAsync();

        // The hash that kustomize appends is a part of the pod's template.
        Assert.NotEqual("cmp-promoter", RenderedInstallation.NameOf(installation.Only("ConfigMap", "cmp-promoter")));
    }

    [Fact]
    public async Task Argo_CD_is_told_to_wait_and_to_go_on_after_failures()
    {
        var installation = await RenderedInstallation.RenderAsync();

        var settings = installation.Only("ConfigMap", "argocd-cmd-params-cm")["data"]!;
        var environment = installation.Container("argocd-repo-server")["env"]!.AsArray()
            .Where(variable => variable!["value"] is not null)
            .ToDictionary(variable => Text(variable!["name"]), variable => Text(variable!["value"]));

        Assert.Equal("180", Text(settings["controller.repo.server.timeout.seconds"]));
        Assert.Equal("180", Text(settings["server.repo.server.timeout.seconds"]));
        Assert.Equal(".git/*", Text(settings["reposerver.plugin.tar.exclusions"]));
        Assert.Equal("5", environment["ARGOCD_PAUSE_GEN_AFTER_FAILED_ATTEMPTS"]);
        Assert.Equal("10", environment["ARGOCD_PAUSE_GEN_MINUTES"]);
    }

    [Fact]
    public async Task The_service_account_carries_the_role()
    {
        var installation = await RenderedInstallation.RenderAsync();

        var account = installation.Only("ServiceAccount", Text(installation.RepoServer["serviceAccountName"]));

        Assert.Equal("arn:aws:iam::222222222222:role/cmp-promoter", Text(account["metadata"]!["annotations"]!["eks.amazonaws.com/role-arn"]));
    }

    [Fact]
    public async Task Discovery_is_mounted_over_the_plugin_file_of_the_image()
    {
        var installation = await RenderedInstallation.RenderAsync(withDiscovery: true);

        var mount = installation.Sidecar["volumeMounts"]!.AsArray().Single(mount => Text(mount!["name"]) == "cmp-promoter-plugin")!;
        var file = installation.Only("ConfigMap", "cmp-promoter-plugin");

        Assert.Equal(SidecarContract.PluginFile, Text(mount["mountPath"]));
        Assert.NotNull(file["data"]!.AsObject()[Text(mount["subPath"])]);
        Assert.Equal(RenderedInstallation.NameOf(file), Text(installation.Volume("cmp-promoter-plugin")["configMap"]!["name"]));
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
