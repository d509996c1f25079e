using CmpPromoter.ArgoCd;
using CmpPromoter.Rendering.Parameters;
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
            named,
            discovering with { Generate = named.Generate, Parameters = named.Parameters, HasDiscovery = false, DiscoverGlob = null });
        Assert.Equal(named.Parameters.AsEnumerable(), discovering.Parameters);
    }

    [Fact]
    public void It_announces_every_parameter_that_the_program_takes_with_its_kind_and_a_word_about_it()
    {
        var announced = PluginDefinition.Read(Named).Parameters;

        Assert.Equal(
            ParameterReader.Kinds.Select(pair => (pair.Key, pair.Value.ToString().ToLowerInvariant())),
            announced.Select(parameter => (parameter.Name, parameter.CollectionType)).OrderBy(pair => pair.Name, StringComparer.Ordinal));
        Assert.All(announced, parameter => Assert.All([parameter.Title, parameter.Tooltip], Assert.NotEmpty));
    }

    [Fact]
    public void Discovery_looks_at_the_applications_own_directory_only()
    {
        // Every name that kustomize accepts, and no folder below.
        Assert.Equal("{kustomization.yaml,kustomization.yml,Kustomization}", PluginDefinition.Read(Discovering).DiscoverGlob);
    }
}
