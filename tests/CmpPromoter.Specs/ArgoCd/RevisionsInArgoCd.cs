namespace CmpPromoter.Specs.ArgoCd;

/// <summary>Which renders may promote where the administrator wants tracked revisions only.</summary>
public sealed class RevisionsInArgoCd
{
    private const string Commit = "4f0c7e1d2b3a495867f1e2d3c4b5a69788990011";

    [Theory(Timeout = 120_000)]
    [InlineData("any", Commit, true)]
    [InlineData("tracked", "main", true)]
    [InlineData("tracked", "", true)]
    [InlineData("tracked", Commit, false)]
    [InlineData("tracked", "refs/pull/7/head", false)]
    public async Task A_render_promotes_what_a_branch_or_a_tag_names(string policy, string asked, bool promotes)
    {
        await using var world = await ArgoCdWorld.StartShopAsync($"{{revisions: {policy}}}");

        var result = await world.Argo.GenerateAsync(
            world.Shop with { Revision = Commit, TargetRevision = asked });

        Assert.Equal(promotes, result.IsSuccess);
        Assert.Equal(promotes ? ["2.4.0"] : [], world.TheDestination.Repository("shop/api").Tags.Keys);
        Assert.Equal(promotes, result.Condition is null || !result.Condition.Contains("(policy.revisions)", StringComparison.Ordinal));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_commit_whose_images_are_all_there_is_rendered_whoever_asks()
    {
        await using var world = await ArgoCdWorld.StartShopAsync("{revisions: tracked}");
        await world.Argo.GenerateAsync(world.Shop);

        var result = await world.Argo.GenerateAsync(
            world.Shop with { TargetRevision = Commit }, isHardRefresh: true);

        Assert.Null(result.Condition);
    }

    [Fact(Timeout = 120_000)]
    public async Task Uploaded_files_are_rendered_and_never_promoted()
    {
        await using var world = await ArgoCdWorld.StartShopAsync();

        var result = await world.Argo.GenerateFromFilesAsync(world.Shop);

        Assert.Null(result.Condition);
        Assert.Single(result.Manifests);
        Assert.Empty(world.TheDestination.Repository("shop/api").Tags);
        Assert.Contains(
            $"{ArgoCdWorld.Destination}/shop/api:2.4.0 is not at the destination: uploaded files are rendered, never promoted",
            result.Log,
            StringComparison.Ordinal);
    }
}
