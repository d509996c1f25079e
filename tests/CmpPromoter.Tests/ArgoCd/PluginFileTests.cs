using CmpPromoter.ArgoCd;
using CmpPromoter.Tests.Layering;

namespace CmpPromoter.Tests.ArgoCd;

/// <summary>plugin.yaml and its variant with discovery, as cmp-server reads them.</summary>
public sealed class PluginFileTests
{
    private static readonly string Named = Path.Combine(Source.Root, "plugin.yaml");
    private static readonly string Discovering = Path.Combine(Source.Root, "argocd-repo-server-patch/discovery/plugin-with-discovery.yaml");

    [Fact]
    public void The_plugin_is_named_and_discovers_nothing()
    {
        var plugin = PluginDefinition.Read(Named);

        Assert.Equal("cmp-promoter", plugin.SourceName);
        Assert.False(plugin.HasDiscovery);
        Assert.Null(plugin.Init);
        Assert.False(plugin.PreserveFileMode);
    }

    [Fact]
    public void Its_command_is_an_absolute_path_and_no_shell()
    {
        var plugin = PluginDefinition.Read(Named);

        Assert.Equal([SidecarContract.Program, "generate"], plugin.Generate.Arguments);
    }

    [Fact]
    public void The_variant_differs_by_discovery_alone()
    {
        var named = PluginDefinition.Read(Named);
        var discovering = PluginDefinition.Read(Discovering);

        Assert.Equal(named.Generate.Arguments, discovering.Generate.Arguments);
        Assert.Equal(
            named, discovering with { Generate = named.Generate, HasDiscovery = false, DiscoverGlob = null });
    }

    [Fact]
    public void Discovery_looks_at_the_applications_own_directory_only()
    {
        // Every name that kustomize accepts, and no folder below.
        Assert.Equal("{kustomization.yaml,kustomization.yml,Kustomization}", PluginDefinition.Read(Discovering).DiscoverGlob);
    }
}
