using CmpPromoter.Configuration;
using CmpPromoter.Overlays;
using CmpPromoter.Policy;

namespace CmpPromoter.Tests.Policy;

public sealed class PolicyInSightTests
{
    private static readonly PolicyOptions Rules = new()
    {
        Projects = [new ProjectRule("payments", ["pay/**"])],
        Revisions = RevisionPolicy.Tracked,
    };

    private static readonly Caller Payments = Caller.Unnamed with { Project = "payments", Revision = "1a2b3c4d" };

    [Fact]
    public void Who_says_for_whom_is_judged_by_every_rule()
    {
        var inSight = PolicyInSight.Of(Rules, Payments);

        Assert.Equal((Rules, 0), (inSight.Rules, inSight.Unjudged.Length));
    }

    [Fact]
    public void Without_a_project_no_rule_for_projects_is_judged_and_that_is_said()
    {
        var inSight = PolicyInSight.Of(Rules, Payments with { Project = "" });

        Assert.Empty(inSight.Rules.Projects);
        Assert.Equal(RevisionPolicy.Tracked, inSight.Rules.Revisions);
        Assert.StartsWith("policy.projects was not judged", Assert.Single(inSight.Unjudged), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_revision_no_rule_for_revisions_is_judged_and_that_is_said()
    {
        var inSight = PolicyInSight.Of(Rules, Payments with { Revision = "" });

        Assert.Equal((RevisionPolicy.Any, 1), (inSight.Rules.Revisions, inSight.Rules.Projects.Length));
        Assert.StartsWith("policy.revisions was not judged", Assert.Single(inSight.Unjudged), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_rules_nothing_is_left_unjudged() =>
        Assert.Empty(PolicyInSight.Of(new PolicyOptions { Projects = [] }, Caller.Unnamed).Unjudged);
}
