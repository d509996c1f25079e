using CmpPromoter.Configuration;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Policy;

namespace CmpPromoter.Tests.Policy;

public sealed class PromotionGateTests
{
    private static readonly RepositoryName Repository = RepositoryName.Parse("team-a/api");

    [Fact]
    public void Without_rules_everybody_may_promote() =>
        Assert.Null(new PromotionGate(new PolicyOptions { Projects = [] }).Refuse(Repository, Caller.Unnamed));

    [Theory]
    [InlineData("team-a", "team-a/**", true)]
    [InlineData("team-a", "team-a/api", true)]
    [InlineData("team-a", "team-b/**", false)]
    [InlineData("TEAM-A", "team-a/**", false)]
    [InlineData("team-b", "team-a/**", false)]
    public void A_rule_lets_its_project_promote_its_repositories(string project, string glob, bool isAllowed)
    {
        var gate = new PromotionGate(new PolicyOptions { Projects = [new ProjectRule("team-a", [glob])] });

        Assert.Equal(isAllowed, gate.Refuse(Repository, Of(project)) is null);
    }

    [Fact]
    public void Rules_of_one_project_add_up()
    {
        var rules = new PolicyOptions { Projects = [new ProjectRule("team-a", ["shared/**"]), new ProjectRule("team-a", ["team-a/**"])] };

        Assert.Null(new PromotionGate(rules).Refuse(Repository, Of("team-a")));
    }

    [Fact]
    public void A_missing_project_is_refused_once_a_rule_exists()
    {
        var gate = new PromotionGate(new PolicyOptions { Projects = [new ProjectRule("", ["**"])] });

        Assert.Contains("ARGOCD_APP_PROJECT_NAME", gate.Refuse(Repository, Caller.Unnamed), StringComparison.Ordinal);
    }

    private static Caller Of(string project) => Caller.Unnamed with { Project = project };
}
