using CmpPromoter.Configuration;

namespace CmpPromoter.Tests.Configuration;

public sealed class BuildOptionRulesTests
{
    [Theory]
    [InlineData("--enable-helm")]
    [InlineData("--load-restrictor")]
    [InlineData("LoadRestrictionsNone")]
    [InlineData("--helm-command=/usr/local/bin/helm")]
    [InlineData("--helm-command=helm3")]
    [InlineData("--reorder=none")]
    [InlineData("--some-later-flag=a b")]
    public void What_runs_nothing_of_an_authors_is_passed_on(string option) => Assert.Null(BuildOptionRules.Refuse(option));

    [Theory]
    [InlineData("--enable-helm", "--enable-helm lets authors run the helm on PATH")]
    [InlineData("--load-restrictor=LoadRestrictionsNone", "--load-restrictor lets authors put any file")]
    [InlineData("--load-restrictor LoadRestrictionsNone", "--load-restrictor lets authors put any file")]
    public void What_opens_something_to_authors_is_told(string options, string warning) =>
        Assert.StartsWith(warning, Assert.Single(BuildOptionRules.Warnings([.. options.Split(' ')])), StringComparison.Ordinal);

    [Theory]
    [InlineData("--enable-helm=false")]
    [InlineData("--load-restrictor LoadRestrictionsRootOnly")]
    [InlineData("--reorder none")]
    public void What_opens_nothing_is_not_told(string options) =>
        Assert.Empty(BuildOptionRules.Warnings([.. options.Split(' ')]));
}
