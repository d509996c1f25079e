namespace CmpPromoter.Specs.ArgoCd;

/// <summary>Which projects may promote which repositories, by the name that Argo CD itself hands over.</summary>
public sealed class ProjectsInArgoCd
{
    [Fact(Timeout = 120_000)]
    public async Task A_project_promotes_what_its_rule_names()
    {
        await using var world = await ArgoCdWorld.StartShopAsync("{projects: [{project: team-a, repositories: [shop/**]}]}");

        var result = await world.Argo.GenerateAsync(world.Shop);

        Assert.Null(result.Condition);
        Assert.Equal(["2.4.0"], world.TheDestination.Repository("shop/api").Tags.Keys);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_project_without_a_rule_is_told_whom_to_ask_and_nothing_of_it_is_copied()
    {
        await using var world = await ArgoCdWorld.StartShopAsync("{projects: [{project: team-b, repositories: [shop/**]}]}");

        var result = await world.Argo.GenerateAsync(world.Shop);

        Assert.Equal(Repository.Golden("project-without-rule"), result.Condition);
        Assert.Empty(result.Manifests);
        Assert.Empty(world.TheDestination.Repository("shop/api").Tags);
        Assert.Equal(0, world.SourceRequests());
    }
}
