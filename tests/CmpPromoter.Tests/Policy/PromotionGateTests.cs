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

    [Theory]
    [InlineData("", true)]
    [InlineData("HEAD", true)]
    [InlineData("main", true)]
    [InlineData("release/1.2", true)]
    [InlineData("v1.*", true)]
    [InlineData("facade", true)]
    [InlineData("refs/heads/main", true)]
    [InlineData("refs/tags/v1", true)]
    [InlineData("4f0c7e1d2b3a495867f1e2d3c4b5a69788990011", false)]
    [InlineData("4F0C7E1", false)]
    [InlineData("refs/pull/7/head", false)]
    [InlineData("refs/merge-requests/7/merge", false)]
    public void Where_tracked_revisions_alone_promote_a_branch_or_a_tag_has_to_be_asked_for(string asked, bool isAllowed)
    {
        var gate = new PromotionGate(new PolicyOptions { Projects = [], Revisions = RevisionPolicy.Tracked });
        var caller = Caller.Unnamed with { Revision = "4f0c7e1d2b3a495867f1e2d3c4b5a69788990011", TargetRevision = asked };

        Assert.Equal(isAllowed, gate.Refuse(Repository, caller) is null);
        Assert.Null(new PromotionGate(new PolicyOptions { Projects = [] }).Refuse(Repository, caller));
    }

    [Fact]
    public void Where_tracked_revisions_alone_promote_one_has_to_be_named()
    {
        var gate = new PromotionGate(new PolicyOptions { Projects = [], Revisions = RevisionPolicy.Tracked });

        Assert.Contains("ARGOCD_APP_REVISION", gate.Refuse(Repository, Caller.Unnamed), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tracked_revision_does_not_do_for_a_project()
    {
        var gate = new PromotionGate(new PolicyOptions
        {
            Projects = [new ProjectRule("team-b", ["**"])],
            Revisions = RevisionPolicy.Tracked,
        });
        var caller = Of("team-a") with { Revision = "4f0c7e1", TargetRevision = "main" };

        Assert.Contains("project team-a may not promote", gate.Refuse(Repository, caller), StringComparison.Ordinal);
    }

    private static Caller Of(string project) => Caller.Unnamed with { Project = project };
}
