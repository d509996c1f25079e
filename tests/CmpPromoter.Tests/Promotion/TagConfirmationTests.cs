using CmpPromoter.Configuration;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Policy;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Promotion;

/// <summary>Anybody can write any tag beside a digest; only the source can say that it means this digest.</summary>
public sealed class TagConfirmationTests
{
    private const int TimeoutMilliseconds = 60_000;
    private static readonly Caller TeamA = Caller.Unnamed with { Project = "team-a" };

    private readonly FakeTimeProvider time = new();
    private readonly MemoryRegistry source = new("source.example");
    private readonly MemoryRegistry destination = new("destination.example");
    private ImmutableArray<ProjectRule> rules = [];

    [Fact]
    public async Task A_tag_that_the_source_has_at_the_digest_is_set_on_what_the_destination_holds()
    {
        var image = destination.AddImage("api", null, "layer");
        source.AddImage("api", "1", "layer");

        var step = await PlanOneAsync($"destination.example/api:1@{image.Digest}");

        Assert.Equal((StepState.Missing, Tag.Parse("1"), null), (step.State, step.SetsTag!.Value, step.Note));
        Assert.Equal(destination, step.Source!.Registry);
        Assert.Equal(["FindManifests api 1"], source.Calls);
    }

    [Fact]
    public async Task A_tag_that_the_source_does_not_have_is_not_set()
    {
        var image = destination.AddImage("api", "1", "layer");
        source.AddImage("api", "1", "layer");

        var step = await PlanOneAsync($"destination.example/api:9.9.9@{image.Digest}");

        Assert.Equal((StepState.Present, null), (step.State, step.SetsTag));
        Assert.Equal(
            "its tag 9.9.9 is not set: the source source.example/api has no such tag; the digest decides what runs", step.Note);
    }

    [Fact]
    public async Task A_tag_that_the_source_has_elsewhere_is_not_set()
    {
        var old = destination.AddImage("api", null, "old");
        var other = source.AddImage("api", "2", "new");

        var step = await PlanOneAsync($"destination.example/api:2@{old.Digest}");

        Assert.Equal((StepState.Present, null), (step.State, step.SetsTag));
        Assert.Contains($"the source source.example/api has it at {other.Digest.Short}; ", step.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_digest_is_copied_without_a_tag_that_the_source_has_elsewhere()
    {
        var wanted = source.AddImage("api", "1", "old");
        source.AddImage("api", "2", "new");

        var step = await PlanOneAsync($"destination.example/api:2@{wanted.Digest}");

        Assert.Equal((StepState.Missing, wanted.Digest, null), (step.State, step.Digest!.Value, step.SetsTag));
        Assert.Contains("its tag 2 is not set", step.Note, StringComparison.Ordinal);
        Assert.Equal([$"FetchManifests api {wanted.Digest} 2"], source.Calls);
    }

    [Fact]
    public async Task A_missing_digest_is_copied_with_the_tag_that_the_source_has_there()
    {
        var wanted = source.AddImage("api", "1", "layer");

        var step = await PlanOneAsync($"destination.example/api:1@{wanted.Digest}");

        Assert.Equal((StepState.Missing, Tag.Parse("1"), null), (step.State, step.SetsTag!.Value, step.Note));
    }

    [Fact]
    public async Task All_tags_of_a_repository_are_confirmed_with_one_question()
    {
        var one = destination.AddImage("api", null, "one");
        var two = destination.AddImage("api", null, "two");

        await PlanAsync($"destination.example/api:1@{one.Digest}", $"destination.example/api:2@{two.Digest}");

        Assert.Equal(["FindManifests api 1 2"], source.Calls);
    }

    [Fact]
    public async Task A_source_that_is_down_leaves_the_digest_present()
    {
        var image = destination.AddImage("api", null, "layer");
        source.Fail = _ => new RegistryException(RegistryFault.Unavailable, source.Host, "POST https://source: 503");

        var step = await PlanOneAsync($"destination.example/api:1@{image.Digest}");

        Assert.Equal((StepState.Present, null), (step.State, step.SetsTag));
        Assert.Contains("its tag 1 is not set: asking for it: source source.example: POST https://source: 503", step.Note, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_source_that_is_silent_is_not_waited_for()
    {
        var image = destination.AddImage("api", null, "layer");
        var asked = new TaskCompletionSource();
        source.BeforeFind = async token =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
        };

        var planning = PlanOneAsync($"destination.example/api:1@{image.Digest}");
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(5));
        var step = await planning;

        Assert.Equal((StepState.Present, null), (step.State, step.SetsTag));
        Assert.Contains("its source gave no answer within 5 s", step.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_promote_does_not_set_a_tag_and_may_run_what_is_there()
    {
        rules = [new ProjectRule("team-b", ["**"])];
        var image = destination.AddImage("api", null, "layer");
        source.AddImage("api", "1", "layer");

        var step = await PlanOneAsync($"destination.example/api:1@{image.Digest}");

        Assert.Equal((StepState.Present, null), (step.State, step.SetsTag));
        Assert.Contains("project team-a may not promote repository api", step.Note, StringComparison.Ordinal);
        Assert.Empty(source.Calls);
    }

    private async Task<PlanStep> PlanOneAsync(string reference) => Assert.Single((await PlanAsync(reference)).Steps);

    private Task<PromotionPlan> PlanAsync(params string[] references)
    {
        var options = TestOptions.Source(source.Host);
        var registries = ImmutableDictionary<SourceOptions, IRegistry>.Empty.Add(options, source);
        var finder = new SourceFinder(new SourceSelection([options]), registries, destination.Host, time);
        return new Planner(destination, finder, new PromotionGate(new PolicyOptions { Projects = rules }), SweepMode.Warn)
            .PlanAsync([.. references.Select(Plans.Use)], TeamA, TestContext.Current.CancellationToken);
    }
}
