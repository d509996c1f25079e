using System.Text.Json.Nodes;
using CmpPromoter.ArgoCd;

namespace CmpPromoter.Specs.ArgoCd;

/// <summary>What an application team meets: a merge, a refresh, a typing error.</summary>
public sealed class PromotionInArgoCd
{
    [Fact(Timeout = 120_000)]
    public async Task The_first_render_promotes_and_then_hands_over_the_manifests()
    {
        await using var world = await ArgoCdWorld.StartShopAsync();

        var result = await world.Argo.GenerateAsync(world.Shop);

        Assert.Null(result.Condition);
        Assert.Equal("Deployment", result.Manifests.Single()["kind"]!.GetValue<string>());
        Assert.Equal(world.Source.Repository("shop/api").Tags["2.4.0"], world.TheDestination.Repository("shop/api").Tags["2.4.0"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_second_render_does_not_ask_the_source()
    {
        await using var world = await ArgoCdWorld.StartShopAsync();
        var first = await world.Argo.GenerateAsync(world.Shop);
        world.Ecr.Log.Clear();

        var second = await world.Argo.GenerateAsync(world.Shop, isHardRefresh: true);

        Assert.Null(second.Condition);
        Assert.True(JsonNode.DeepEquals(new JsonArray([.. first.Manifests]), new JsonArray([.. second.Manifests])));
        Assert.Equal(0, world.SourceRequests());
        Assert.Equal(1, world.Ecr.Log.Count("BatchGetImage"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_missing_image_is_told_with_its_place_and_its_cure()
    {
        await using var world = await ArgoCdWorld.StartShopAsync(image: "2.4.1");

        var result = await world.Argo.GenerateAsync(world.Shop);

        Assert.Equal(Repository.Golden("image-missing"), result.Condition);
        Assert.Empty(result.Manifests);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_image_that_was_pushed_meanwhile_is_promoted_by_the_next_attempt()
    {
        await using var world = await ArgoCdWorld.StartShopAsync(image: "2.4.1");
        await world.Argo.GenerateAsync(world.Shop);

        world.Offer("shop/api", "2.4.1");
        var result = await world.Argo.GenerateAsync(world.Shop);

        Assert.Null(result.Condition);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_application_of_another_namespace_is_named_as_Argo_CD_names_it()
    {
        await using var world = await ArgoCdWorld.StartShopAsync(image: "2.4.1");

        var result = await world.Argo.GenerateAsync(world.Application("team-a_shop", "overlays/production"));

        Assert.Contains(
            "for application team-a_shop (project team-a, revision 4f0c7e1)", result.Condition, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task It_renders_without_any_variable_of_Argo_CDs()
    {
        await using var world = await ArgoCdWorld.StartShopAsync();

        var reply = await world.Plugins.GenerateManifestAsync(
            new PluginRequest { Checkout = world.Checkout, Path = "overlays/production", Environment = [] },
            TestContext.Current.CancellationToken);

        Assert.Single(reply.Manifests);
        Assert.DoesNotContain("for application", reply.Log, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_file_outside_the_repository_is_not_rendered()
    {
        await using var world = await ArgoCdWorld.StartAsync();
        world.Commit("overlays/production", "shop/api:2.4.0");
        await File.WriteAllTextAsync(
            Path.Combine(world.Checkout, "overlays/production/kustomization.yaml"), "resources: [../../../promotion.yaml]\n");

        var result = await world.Argo.GenerateAsync(world.Shop);

        Assert.Contains("failed exit status 3", result.Condition, StringComparison.Ordinal);
    }
}
