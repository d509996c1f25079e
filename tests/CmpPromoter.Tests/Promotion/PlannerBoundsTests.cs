using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using CmpPromoter.Policy;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Fakes;

namespace CmpPromoter.Tests.Promotion;

/// <summary>What an overlay names decides neither how much is asked at once nor whether the others are planned.</summary>
public sealed class PlannerBoundsTests
{
    private readonly MemoryRegistry source = new("source.example");
    private readonly MemoryRegistry destination = new("destination.example");
    private RenameOptions? rename;

    [Fact]
    public async Task A_source_whose_rename_makes_no_name_condemns_only_what_it_serves()
    {
        rename = new RenameOptions("team/", "TEAM/");
        source.AddImage("api", "1", "layer");

        var plan = await PlanAsync("destination.example/team/api:1", "destination.example/api:1");

        Assert.Equal([StepState.Refused, StepState.Missing], plan.Steps.Select(step => step.State));
        Assert.Equal(FailureKind.Usage, plan.Steps[0].Failure);
    }

    [Fact]
    public async Task Credentials_that_cannot_be_had_condemn_only_what_needs_them()
    {
        destination.AddImage("web", "1", "layer");
        destination.Fail = call => call.StartsWith("FindManifests api", StringComparison.Ordinal)
            ? new PromoterException(FailureKind.Usage, "Asking docker-credential-x: no") : null;

        var plan = await PlanAsync("destination.example/api:1", "destination.example/web:1");

        Assert.Equal([StepState.Refused, StepState.Present], plan.Steps.Select(step => step.State));
    }

    [Fact(Timeout = 60_000)]
    public async Task No_more_than_sixteen_repositories_are_asked_for_at_the_same_time()
    {
        var asked = 0;
        var isFull = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        destination.BeforeFind = async token =>
        {
            if (Interlocked.Increment(ref asked) == 16)
            {
                isFull.SetResult();
            }

            await release.Task.WaitAsync(token);
        };

        var planning = PlanAsync([.. Enumerable.Range(0, 40).Select(n => $"destination.example/api-{n}:1")]);
        await isFull.Task;
        Assert.Equal(16, asked);
        release.SetResult();

        Assert.Equal(40, (await planning).Steps.Length);
    }

    private Task<PromotionPlan> PlanAsync(params string[] references)
    {
        var options = TestOptions.Source(source.Host) with { Rename = rename };
        var registries = ImmutableDictionary<SourceOptions, IRegistry>.Empty.Add(options, source);
        var finder = new SourceFinder(new SourceSelection([options]), registries, destination.Host, TimeProvider.System);
        return new Planner(destination, finder, new PromotionGate(new PolicyOptions { Projects = [] }), SweepMode.Warn)
            .PlanAsync([.. references.Select(Plans.Use)], Caller.Unnamed, TestContext.Current.CancellationToken);
    }
}
