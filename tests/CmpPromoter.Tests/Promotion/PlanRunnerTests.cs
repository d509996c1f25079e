using CmpPromoter.Commands;
using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Ecr;
using CmpPromoter.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Promotion;

public sealed class PlanRunnerTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly MemoryRegistry source = new("source.example");
    private readonly MemoryRegistry destination = new("destination.example");
    private readonly ImageCopier copier;
    private readonly PlanRunner runner;

    public PlanRunnerTests()
    {
        copier = new ImageCopier(destination, 4, ArtifactMode.Copy, time);
        var copies = new ImageFlights(copier, FlightRules.OfOneRun, time, new RecordingLogger<ImageFlights>());
        runner = new PlanRunner(destination, copies, FlightRules.OfOneRun, time);
    }

    public void Dispose() => copier.Dispose();

    [Fact]
    public async Task What_is_present_or_foreign_is_left_alone()
    {
        var report = await RunAsync(
            Plans.Step("destination.example/api:1", StepState.Present), Plans.Step("nginx:1", StepState.Foreign));

        Assert.True(report.IsComplete);
        Assert.Empty(destination.Calls);
    }

    [Fact]
    public async Task One_bad_image_does_not_stop_the_others()
    {
        var good = source.AddImage("api", "1", "good");
        var bad = source.AddImage("web", "1", "bad");
        destination.Fail = call => call.StartsWith("FindBlobs web", StringComparison.Ordinal)
            ? new RegistryException(RegistryFault.Forbidden, destination.Host, "403") : null;

        var report = await RunAsync(
            Plans.Step("destination.example/web:1", StepState.Missing).From(source, bad),
            Plans.Step("destination.example/api:1", StepState.Missing).From(source, good));

        Assert.Equal([FailureKind.Remote, null], report.Outcomes.Select(outcome => outcome.Failure));
        Assert.Equal(good.Digest, destination.TagAt("api", "1"));
        Assert.False(report.IsComplete);
    }

    [Fact]
    public async Task A_missing_repository_is_created_once_for_all_its_images()
    {
        destination.MissingRepositories.Add(RepositoryName.Parse("api"));
        var steps = new[] { "1", "2" }.Select(tag =>
            Plans.Step($"destination.example/api:{tag}", StepState.Missing).From(source, source.AddImage("api", tag, tag)) with
            {
                CreatesRepository = true,
            });

        var report = await RunAsync([.. steps]);

        Assert.True(report.IsComplete);
        Assert.Single(destination.Calls, call => call == "EnsureRepository api");
    }

    [Fact]
    public async Task What_is_not_finished_when_the_budget_ends_is_reported_as_such()
    {
        var uploading = new TaskCompletionSource();
        destination.BeforeStore = async (_, token) =>
        {
            uploading.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
        };
        using var budget = new TimeBudget(TimeSpan.FromSeconds(45), time, CancellationToken.None);
        var step = Plans.Step("destination.example/api:1", StepState.Missing).From(source, source.AddImage("api", "1", "layer"));
        var promotion = runner.RunAsync(Plans.Plan(step), Caller.Unnamed, new SilentObserver(), budget);
        await uploading.Task.WaitAsync(TimeSpan.FromSeconds(30));

        time.Advance(TimeSpan.FromSeconds(45));
        var report = await promotion.WaitAsync(TimeSpan.FromSeconds(30));

        var outcome = Assert.Single(report.Outcomes);
        Assert.Equal(FailureKind.Budget, outcome.Failure);
        Assert.Null(destination.TagAt("api", "1"));
    }

    [Fact]
    public async Task What_the_end_of_the_budget_cut_short_is_told()
    {
        var failure = new RegistryException(
            RegistryFault.Unavailable, destination.Host, "PUT https://destination.example/x: 503 (tried 4 times in 12 s)");
        using var budget = new TimeBudget(TimeSpan.FromSeconds(45), time, CancellationToken.None);
        destination.BeforeStore = async (_, token) =>
        {
            time.Advance(TimeSpan.FromSeconds(45));
            await Task.Delay(Timeout.InfiniteTimeSpan, time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new CutShortException(failure, token);
        };
        var step = Plans.Step("destination.example/api:1", StepState.Missing).From(source, source.AddImage("api", "1", "layer"));

        var report = await runner.RunAsync(Plans.Plan(step), Caller.Unnamed, new SilentObserver(), budget);

        Assert.EndsWith(
            " copied when the time was over; finished layers are kept; last failure: destination.example: "
            + "PUT https://destination.example/x: 503 (tried 4 times in 12 s)",
            Assert.Single(report.Outcomes).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_told_a_report()
    {
        using var caller = new CancellationTokenSource();
        using var budget = new TimeBudget(TimeSpan.FromSeconds(45), time, caller.Token);
        destination.BeforeStore = async (_, token) =>
        {
            await caller.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
        };
        var step = Plans.Step("destination.example/api:1", StepState.Missing).From(source, source.AddImage("api", "1", "layer"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => runner.RunAsync(Plans.Plan(step), Caller.Unnamed, new SilentObserver(), budget));
    }

    [Fact]
    public async Task A_swept_image_that_cannot_be_promoted_leaves_the_report_complete()
    {
        var step = Plans.Step("destination.example/api:1", StepState.Missing).Refuse(FailureKind.Image, "nobody holds it") with
        {
            IsRequired = false,
        };

        var report = await RunAsync(step);

        Assert.True(report.IsComplete);
        Assert.Equal(FailureKind.Image, report.Outcomes[0].Failure);
    }

    private async Task<PromotionReport> RunAsync(params PlanStep[] steps)
    {
        using var budget = new TimeBudget(Timeout.InfiniteTimeSpan, time, CancellationToken.None);
        return await runner.RunAsync(Plans.Plan(steps), Caller.Unnamed, new SilentObserver(), budget);
    }
}
