using CmpPromoter.Commands;
using CmpPromoter.Configuration;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Policy;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Promotion;

public sealed class PlannerTests
{
    private static readonly Caller TeamA = Caller.Unnamed with { Project = "team-a" };

    private readonly MemoryRegistry source = new("source.example");
    private readonly MemoryRegistry destination = new("destination.example");
    private readonly FakeTimeProvider time = new();
    private ImmutableArray<ProjectRule> rules = [];

    [Fact]
    public async Task A_present_image_ends_the_matter_and_the_source_is_not_asked()
    {
        var image = destination.AddImage("api", "1", "layer");

        var step = await PlanOneAsync("destination.example/api:1");

        Assert.Equal((StepState.Present, image.Digest), (step.State, step.Digest));
        Assert.Equal(["FindManifests api 1"], destination.Calls);
        Assert.Empty(source.Calls);
    }

    [Fact]
    public async Task Images_of_one_repository_are_asked_for_together()
    {
        destination.AddImage("api", "1", "a");
        destination.AddImage("api", "2", "b");
        destination.AddImage("web", "1", "c");

        var plan = await PlanAsync("destination.example/api:1", "destination.example/web:1", "destination.example/api:2", "destination.example/api:1");

        Assert.Equal(["api:1", "web:1", "api:2"], plan.Steps.Select(step => $"{step.Reference.Repository}:{step.Reference.Tag}"));
        Assert.Equal(2, plan.Steps[0].Uses.Length);
        Assert.Equal(["FindManifests api 1 2", "FindManifests web 1"], destination.Calls.Order());
    }

    [Fact]
    public async Task A_missing_image_is_fixed_to_the_digest_of_its_source()
    {
        var image = source.AddImage("api", "1", "layer");

        var step = await PlanOneAsync("destination.example/api:1");

        Assert.Equal((StepState.Missing, image.Digest, Tag.Parse("1")), (step.State, step.Digest!.Value, step.SetsTag!.Value));
        Assert.Equal((source, "api"), (step.Source!.Registry, step.Source.Repository.ToString()));
    }

    [Fact]
    public async Task An_image_that_nobody_holds_is_refused_with_the_cure()
    {
        var step = await PlanOneAsync("destination.example/api:1");

        Assert.Equal((StepState.Refused, FailureKind.Image), (step.State, step.Failure));
        Assert.Equal(
            "neither the destination destination.example nor the source source.example/api holds it. "
            + "Push it to the source, or correct the tag in the overlay",
            step.Note);
    }

    [Fact]
    public async Task An_image_of_another_registry_is_foreign_and_left_alone()
    {
        var step = await PlanOneAsync("nginx:1.27");

        Assert.Equal((StepState.Foreign, "docker.io/library/nginx:1.27"), (step.State, step.Reference.ToString()));
        Assert.Empty(destination.Calls);
    }

    [Fact]
    public async Task The_destination_with_its_default_port_is_the_destination()
    {
        destination.AddImage("api", "1", "layer");

        Assert.Equal(StepState.Present, (await PlanOneAsync("destination.example:443/api:1")).State);
    }

    [Fact]
    public async Task A_tag_at_another_digest_is_reported_and_not_moved()
    {
        var old = destination.AddImage("api", "1", "old");
        var wanted = source.AddImage("api", "1", "new");

        var step = await PlanOneAsync($"destination.example/api:1@{wanted.Digest}");

        Assert.Equal((StepState.Missing, null), (step.State, step.SetsTag));
        Assert.Equal([$"FetchManifests api {wanted.Digest}"], source.Calls);
        Assert.Equal($"the destination's tag 1 is at {old.Digest.Short} and stays there; the digest decides what runs", step.Note);
    }

    [Fact]
    public async Task A_digest_alone_is_present_by_its_digest()
    {
        var image = destination.AddImage("api", "1", "layer");

        var step = await PlanOneAsync($"destination.example/api@{image.Digest}");

        Assert.Equal((StepState.Present, null), (step.State, step.SetsTag));
    }

    [Fact]
    public async Task A_repository_that_may_not_be_looked_at_is_an_error_and_never_absence()
    {
        source.AddImage("api", "1", "layer");
        destination.AddImage("web", "1", "layer");
        destination.Fail = call => call.StartsWith("FindManifests api", StringComparison.Ordinal)
            ? new RegistryException(RegistryFault.Forbidden, destination.Host, "POST https://api: 400 AccessDeniedException: no") : null;

        var plan = await PlanAsync("destination.example/api:1", "destination.example/web:1");

        Assert.Equal([StepState.Refused, StepState.Present], plan.Steps.Select(step => step.State));
        Assert.Equal(FailureKind.Remote, plan.Steps[0].Failure);
        Assert.Contains("destination destination.example: POST https://api: 400 AccessDeniedException: no. ", plan.Steps[0].Note, StringComparison.Ordinal);
        Assert.Empty(source.Calls);
    }

    [Fact]
    public async Task A_missing_repository_is_refused_with_the_command_that_creates_it()
    {
        var closed = new MemoryRegistry("222222222222.dkr.ecr.eu-west-1.amazonaws.com") { CanCreateRepositories = false };
        closed.MissingRepositories.Add(RepositoryName.Parse("api"));

        var plan = await PlannerTo(closed).PlanAsync([Plans.Use($"{closed.Host}/api:1")], TeamA, CancellationToken.None);

        Assert.Equal((StepState.Refused, FailureKind.Image), (plan.Steps[0].State, plan.Steps[0].Failure));
        Assert.Contains("'aws ecr create-repository --repository-name api", plan.Steps[0].Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_repository_that_may_be_created_is_part_of_the_plan()
    {
        source.AddImage("api", "1", "layer");
        destination.MissingRepositories.Add(RepositoryName.Parse("api"));

        var plan = await PlanAsync("destination.example/api:1");

        var step = Assert.Single(plan.Steps);
        Assert.Equal((StepState.Missing, true), (step.State, step.CreatesRepository));
        Assert.Contains("/api, create the repository\n", TableOf(plan, destination), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_repository_that_the_push_makes_is_not_said_to_be_created_before()
    {
        var templated = new MemoryRegistry("destination.example") { PushCreatesRepositories = true };
        templated.MissingRepositories.Add(RepositoryName.Parse("api"));
        source.AddImage("api", "1", "layer");

        var plan = await PlannerTo(templated).PlanAsync(
            [Plans.Use("destination.example/api:1")], TeamA, CancellationToken.None);

        Assert.True(Assert.Single(plan.Steps).CreatesRepository);
        Assert.Contains("/api, the push creates the repository\n", TableOf(plan, templated), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_unusable_manifest_does_not_condemn_its_neighbour()
    {
        source.AddImage("api", "1", "good");
        source.AddImage("api", "2", "bad");
        source.Fail = call => call.StartsWith("FetchManifests", StringComparison.Ordinal) && call.Contains(" 2", StringComparison.Ordinal)
            ? new RegistryException(RegistryFault.Protocol, source.Host, "GET x: schema 1") : null;

        var plan = await PlanAsync("destination.example/api:1", "destination.example/api:2");

        Assert.Equal([StepState.Missing, StepState.Refused], plan.Steps.Select(step => step.State));
    }

    [Fact]
    public async Task What_the_policy_forbids_is_refused_before_any_source_is_asked()
    {
        rules = [new ProjectRule("team-a", ["team-a/**"])];
        source.AddImage("team-b/api", "1", "layer");
        source.AddImage("team-a/api", "1", "layer");

        var plan = await PlanAsync("destination.example/team-b/api:1", "destination.example/team-a/api:1");

        Assert.Equal([StepState.Refused, StepState.Missing], plan.Steps.Select(step => step.State));
        Assert.DoesNotContain(source.Calls, call => call.Contains("team-b", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_policy_does_not_touch_what_is_present()
    {
        rules = [new ProjectRule("team-a", ["team-a/**"])];
        destination.AddImage("team-b/api", "1", "layer");

        Assert.Equal(StepState.Present, (await PlanOneAsync("destination.example/team-b/api:1")).State);
    }

    [Theory]
    [InlineData(SweepMode.Warn, false)]
    [InlineData(SweepMode.Ensure, true)]
    internal async Task A_swept_image_is_required_only_when_the_sweep_ensures(SweepMode sweep, bool isRequired)
    {
        var planner = PlannerTo(destination, sweep);

        var plan = await planner.PlanAsync(
            [Plans.Use("destination.example/api:1") with { Origin = ImageUseOrigin.Swept }], TeamA, CancellationToken.None);

        Assert.Equal(isRequired, plan.Steps[0].IsRequired);
    }

    private async Task<PlanStep> PlanOneAsync(string reference) => Assert.Single((await PlanAsync(reference)).Steps);

    private Task<PromotionPlan> PlanAsync(params string[] references) =>
        PlannerTo(destination).PlanAsync([.. references.Select(Plans.Use)], TeamA, CancellationToken.None);

    private Planner PlannerTo(MemoryRegistry registry, SweepMode sweep = SweepMode.Warn)
    {
        var options = TestOptions.Source(source.Host);
        var registries = ImmutableDictionary<SourceOptions, IRegistry>.Empty.Add(options, source);
        var finder = new SourceFinder(new SourceSelection([options]), registries, registry.Host, time);
        return new Planner(registry, finder, new PromotionGate(new PolicyOptions { Projects = rules }), sweep);
    }

    private static string TableOf(PromotionPlan plan, MemoryRegistry destination) =>
        new PlanTable(destination.Host, width: null, hasColor: false, DateTimeOffset.UnixEpoch).Of(plan);
}
