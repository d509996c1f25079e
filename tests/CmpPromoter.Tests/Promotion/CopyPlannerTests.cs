using CmpPromoter.Diagnostics;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Fakes;

namespace CmpPromoter.Tests.Promotion;

public sealed class CopyPlannerTests
{
    private readonly MemoryRegistry source = new("source.example");
    private readonly MemoryRegistry destination = new("destination.example");

    [Fact]
    public async Task An_image_that_the_destination_lacks_is_missing_and_fixed_to_the_sources_digest()
    {
        var image = source.AddImage("api", "1", "layer");

        var step = await PlanAsync("source.example/api:1", "destination.example/mirror/api");

        Assert.Equal((StepState.Missing, image.Digest), (step.State, step.Digest!.Value));
        Assert.Equal("destination.example/mirror/api:1", step.Reference.ToString());
        Assert.Equal(source, step.Source!.Registry);
    }

    [Fact]
    public async Task A_digest_that_the_destination_has_is_present_and_no_source_is_asked()
    {
        var image = destination.AddImage("api", "1", "layer");

        var step = await PlanAsync($"source.example/api:1@{image.Digest}", "destination.example/api");

        Assert.Equal(StepState.Present, step.State);
        Assert.Empty(source.Calls);
    }

    [Fact]
    public async Task A_digest_that_lacks_only_its_tag_is_taken_from_the_destination_itself()
    {
        var image = destination.AddImage("api", "1", "layer");

        var step = await PlanAsync($"source.example/api@{image.Digest}", "destination.example/api:2");

        Assert.Equal((StepState.Missing, destination), (step.State, step.Source!.Registry));
        Assert.Empty(source.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    public async Task A_tag_that_the_destination_has_at_another_digest_is_never_moved(string digest)
    {
        var image = source.AddImage("api", "1", "new");
        var held = destination.AddImage("api", "1", "old");

        var step = await PlanAsync($"source.example/api:1{(digest.Length > 0 ? $"@{image.Digest}" : "")}", "destination.example/api");

        Assert.Equal((StepState.Refused, FailureKind.Image), (step.State, step.Failure!.Value));
        Assert.Equal(
            $"the destination's tag 1 is at {held.Digest.Short}, the source is {image.Digest.Short}, and a tag that stands is never moved. "
            + "Copy to another tag, or delete that one if nothing runs it",
            step.Note);
    }

    [Fact]
    public async Task The_same_digest_at_both_is_present()
    {
        source.AddImage("api", "1", "layer");
        destination.AddImage("api", "1", "layer");

        var step = await PlanAsync("source.example/api:1", "destination.example/api");

        Assert.Equal((StepState.Present, null), (step.State, step.Note));
    }

    [Fact]
    public async Task A_source_that_is_gone_does_not_make_a_present_image_any_less_so()
    {
        destination.AddImage("api", "1", "layer");

        var expired = await PlanAsync("source.example/api:1", "destination.example/api");
        source.Fail = _ => new RegistryException(RegistryFault.Unreachable, source.Host, "no route");
        var unreachable = await PlanAsync("source.example/api:1", "destination.example/api");

        Assert.Equal(
            (StepState.Present, "the source source.example/api:1 is not there any more; what the destination has was not compared with it"),
            (expired.State, expired.Note));
        Assert.Equal(StepState.Present, unreachable.State);
        Assert.StartsWith("not compared with its source: ", unreachable.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_has_is_refused_with_the_cure()
    {
        var step = await PlanAsync("source.example/api:1", "destination.example/api");

        Assert.Equal((StepState.Refused, FailureKind.Image), (step.State, step.Failure!.Value));
        Assert.Equal("the source source.example/api:1 does not exist. Push it there, or correct the reference", step.Note);
    }

    private Task<PlanStep> PlanAsync(string from, string to) =>
        new CopyPlanner(source, destination).PlanAsync(CopyOrder.Parse(from, to), CancellationToken.None);
}
