using CmpPromoter.ArgoCd;

namespace CmpPromoter.Specs.ArgoCd;

/// <summary>What an application writes in <c>spec.source.plugin.parameters</c> is a part of its render, its images included.</summary>
public sealed class ParametersInArgoCd
{
    [Fact(Timeout = 120_000)]
    public async Task The_image_that_a_parameter_names_is_the_one_that_is_promoted()
    {
        await using var world = await ArgoCdWorld.StartAsync();
        world.Offer("shop/api", "2.4.0");
        world.Offer("shop/api", "2.5.0");
        world.Commit("overlays/production", "shop/api:2.4.0");
        var plugin = new PluginSource
        {
            Parameters =
            [
                new PluginParameter("images") { List = [$"{ArgoCdWorld.Destination}/shop/api:2.5.0"] },
                new PluginParameter("namespace") { Text = "shop" },
                new PluginParameter("commonLabels") { Map = ImmutableSortedDictionary<string, string>.Empty.Add("env", "production") },
            ],
        };

        var result = await world.Argo.GenerateAsync(world.Shop with { Plugin = plugin });

        Assert.Null(result.Condition);
        Assert.Equal(["2.5.0"], world.TheDestination.Repository("shop/api").Tags.Keys);
        var metadata = result.Manifests.Single()["metadata"]!;
        Assert.Equal(("shop", "production"), (metadata["namespace"]!.GetValue<string>(), metadata["labels"]!["env"]!.GetValue<string>()));
    }

    [Fact(Timeout = 120_000)]
    public async Task Every_parameter_of_plugin_yaml_is_taken()
    {
        await using var world = await ArgoCdWorld.StartShopAsync();
        var announced = PluginDefinition.Read(Repository.File("plugin.yaml")).Parameters;

        // As the UI saves a form in which nothing was written.
        var plugin = new PluginSource { Parameters = [.. announced.Select(parameter => new PluginParameter(parameter.Name) { Text = "" })] };
        var result = await world.Argo.GenerateAsync(world.Shop with { Plugin = plugin });

        Assert.Null(result.Condition);
    }
}
