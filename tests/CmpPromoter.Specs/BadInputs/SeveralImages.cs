using CmpPromoter.Specs.Setting;

namespace CmpPromoter.Specs.BadInputs;

/// <summary>One bad image stops the render, and not the promotion of the others.</summary>
public sealed class SeveralImages
{
    [Fact(Timeout = 120_000)]
    public async Task The_good_ones_are_promoted_and_no_manifest_is_emitted()
    {
        await using var world = await TwoAccounts.StartAsync();
        var api = world.Offer("team/api", "1.4");
        var web = world.Offer("team/web", "2.0", new() { Seed = 7 });
        using var overlay = world.OverlayNaming("team/api:1.4", "team/api:1.5", "team/web:2.0");

        var result = await world.GenerateAsync(overlay);

        result.AssertFailed(
            4,
            "cmp-promoter: 1 of 3 images not promoted; no manifest was emitted\n",
            "/team/api:1.5 (Deployment app-1, spec.template.spec.containers[0].image): neither");
        Assert.Equal(api.Digest, world.Production.Repository("team/api").Tags["1.4"]);
        Assert.Equal(web.Digest, world.Production.Repository("team/web").Tags["2.0"]);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_a_person_must_mend_decides_the_exit_code()
    {
        await using var world = await TwoAccounts.StartAsync();
        world.Offer("team/web", "2.0");
        world.Production.Deny("ecr:PutImage");
        using var overlay = world.OverlayNaming("team/web:2.0", "team/web:3.0");

        var result = await world.GenerateAsync(overlay);

        result.AssertFailed(4, "cmp-promoter: 2 of 2 images not promoted; no manifest was emitted\n");
    }
}
