using CmpPromoter.Configuration;

namespace CmpPromoter.Tests.Configuration;

public sealed class ProcessEnvironmentTests
{
    [Fact]
    public void The_snapshot_holds_what_the_process_was_given()
    {
        var environment = ProcessEnvironment.OfProcess();

        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), environment.Find("PATH"));
    }

    [Fact]
    public void A_variable_set_to_nothing_counts_as_absent()
    {
        var environment = new ProcessEnvironment([KeyValuePair.Create("ARGOCD_APP_NAME", "shop"), KeyValuePair.Create("NO_COLOR", "")]);

        Assert.Equal("shop", environment.ApplicationName);
        Assert.Null(environment.Find("NO_COLOR"));
        Assert.True(environment.AllowsColor);
        Assert.Null(environment.ProjectName);
    }

    [Fact]
    public void Names_are_compared_with_their_case() =>
        Assert.Null(new ProcessEnvironment([KeyValuePair.Create("no_color", "1")]).Find("NO_COLOR"));

    [Theory]
    [InlineData("", "/etc/cmp-promoter/promotion.yaml")]
    [InlineData("/from/environment", "/from/environment")]
    public void The_configuration_stands_where_the_variable_says_or_at_its_default(string variable, string expected) =>
        Assert.Equal(expected, new ProcessEnvironment([KeyValuePair.Create("CMP_PROMOTER_CONFIG", variable)]).ConfigPath);
}
