using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.BadInputs;

/// <summary>Every run of the program here is searched for secrets; these hold that the search works.</summary>
public sealed class Secrets
{
    [Theory]
    [InlineData("HTTP 401, Authorization: Basic …")]
    [InlineData("GET https://bucket/layer?X-Amz-Signature=00ff")]
    [InlineData("the password 0123456789abcdef… was refused")]
    public void A_printed_secret_is_found(string printed) =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Canary.AssertSilent(["0123456789abcdefghij"], printed));

    [Fact(Timeout = 120_000)]
    public async Task A_verbose_run_prints_no_secret_though_it_was_given_some()
    {
        await using var world = await TwoAccounts.StartAsync();
        world.Offer("team/api", "1.4");
        world.Production.Deny("ecr:PutImage");
        using var overlay = world.OverlayNaming("team/api:1.4");

        var promoter = world.Promoter();

        var result = await promoter.RunAsync("generate", "-v", "--config", overlay.ConfigurationPath, overlay.Path);

        result.AssertFailed(5, "403 DENIED");
        Assert.NotEmpty(world.IssuedPasswords);
    }
}
