using System.Text.Json;
using CmpPromoter.Commands;
using CmpPromoter.Configuration;
using CmpPromoter.Oci;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Fakes;

namespace CmpPromoter.Tests.Promotion;

public sealed class DriftFinderTests
{
    private readonly MemoryRegistry source = new("source.example");
    private readonly MemoryRegistry destination = new("destination.example");

    [Fact]
    public async Task A_tag_that_is_elsewhere_at_the_source_is_reported_with_its_digest()
    {
        var old = destination.AddImage("api", "1", "old");
        var moved = source.AddImage("api", "1", "moved");

        var step = await CompareOneAsync(Present("api:1", old));

        Assert.Equal((StepState.Present, old.Digest, moved.Digest), (step.State, step.Digest!.Value, step.SourceDigest!.Value));
        Assert.Equal(
            $"drift: the source source.example/api has tag 1 at {moved.Digest.Short}; {old.Digest.Short} is what runs, and stays. "
            + "Push what the source has under a new tag, and name that in the overlay",
            step.Note);
        Assert.Empty(destination.Calls);
    }

    [Fact]
    public async Task Equal_tags_need_no_word_and_a_repository_one_request()
    {
        var (one, two) = (source.AddImage("api", "1", "a"), source.AddImage("api", "2", "b"));
        var (first, second) = (Present("api:1", one), Present("api:2", two));

        var plan = await CompareAsync(first, second);

        Assert.Equal([first, second], plan.Steps);
        Assert.Equal(["FindManifests api 1 2"], source.Calls);
    }

    [Fact]
    public async Task What_is_not_present_or_has_no_tag_is_not_compared()
    {
        var image = source.AddImage("api", "1", "a");

        await CompareAsync(
            Plans.Step("destination.example/api:1", StepState.Missing),
            Plans.Step("nginx:1", StepState.Foreign),
            Plans.Step($"destination.example/api@{image.Digest}", StepState.Present));

        Assert.Empty(source.Calls);
    }

    [Fact]
    public async Task A_tag_that_the_source_has_lost_is_noted_and_no_drift()
    {
        var step = await CompareOneAsync(Present("api:1", destination.AddImage("api", "1", "a")));

        Assert.Null(step.SourceDigest);
        Assert.StartsWith("the source source.example/api has no tag 1 any more", step.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_cannot_be_asked_leaves_the_image_present_with_the_reason()
    {
        source.Fail = _ => new RegistryException(RegistryFault.Forbidden, source.Host, "403 DENIED");

        var step = await CompareOneAsync(Present("api:1", destination.AddImage("api", "1", "a")) with { Note = "known before" });

        Assert.Equal((StepState.Present, null), (step.State, step.SourceDigest));
        Assert.StartsWith(
            "known before; not compared with its source: looking for its tag: source source.example: 403 DENIED. ",
            step.Note,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drift_stands_in_every_form_of_the_plan()
    {
        var moved = source.AddImage("api", "1", "moved");
        var plan = await CompareAsync(Present("api:1", destination.AddImage("api", "1", "old")));

        using var json = JsonDocument.Parse(PlanDocument.Of(plan).ToJson());
        Assert.Equal(
            moved.Digest.ToString(),
            json.RootElement.GetProperty("images")[0].GetProperty("drift").GetProperty("sourceDigest").GetString());
        Assert.Contains($"  drift: the source has {moved.Digest.Short}\n", Table(plan), StringComparison.Ordinal);
        var markdown = new PlanMarkdown(destination.Host).Of(plan);
        Assert.Contains("| present, drift | `api:1` |", markdown, StringComparison.Ordinal);
        Assert.Contains("- `api:1`: drift: the source source.example/api has tag 1", markdown, StringComparison.Ordinal);
    }

    private string Table(PromotionPlan plan) =>
        new PlanTable(destination.Host, width: null, hasColor: false, DateTimeOffset.UnixEpoch).Of(plan);

    private static PlanStep Present(string name, Manifest manifest) =>
        Plans.Step($"destination.example/{name}", StepState.Present) with { Digest = manifest.Digest };

    private async Task<PlanStep> CompareOneAsync(PlanStep step) => Assert.Single((await CompareAsync(step)).Steps);

    private Task<PromotionPlan> CompareAsync(params PlanStep[] steps)
    {
        var options = TestOptions.Source(source.Host);
        var registries = ImmutableDictionary<SourceOptions, IRegistry>.Empty.Add(options, source);
        return new DriftFinder(new SourceSelection([options]), registries).CompareAsync(Plans.Plan(steps), CancellationToken.None);
    }
}
