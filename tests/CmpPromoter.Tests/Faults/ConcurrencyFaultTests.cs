using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Promotion;

namespace CmpPromoter.Tests.Faults;

/// <summary>Several promotions at once, of one process and of several.</summary>
public sealed class ConcurrencyFaultTests
{
    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task Two_renders_of_one_image_move_it_once()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var image = ecr.Offer("1", isImmutable: true);

        var reports = await Task.WhenAll(
            ecr.Promoter.PromoteAsync(TwoAccounts.Name("1")), ecr.Promoter.PromoteAsync(TwoAccounts.Name("1")));

        Assert.All(reports, report => Assert.True(report.IsComplete));
        Assert.Equal(image.Blobs.Order(), ecr.Uploads().Order());
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task Two_processes_that_promote_one_immutable_tag_at_the_same_instant_both_succeed()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var image = ecr.Offer("1", isImmutable: true);
        using var other = new EcrPromoter(ecr.Server);
        var bothAreThere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hold = new FaultAction.Hold(bothAreThere.Task);
        ecr.Break("PutManifest", hold, times: 2);
        ecr.Faults.Add(new Fault { Name = "second", Operation = "PutManifest", After = 1, Action = hold });

        var promotions = Task.WhenAll(
            ecr.Promoter.PromoteAsync(TwoAccounts.Name("1")), other.PromoteAsync(TwoAccounts.Name("1")));
        await ecr.Faults.Reached("second");
        bothAreThere.SetResult();

        Assert.All(await promotions, report => Assert.True(report.IsComplete));
        Assert.Equal(image.Digest, ecr.Destination.Repository(TwoAccounts.Repository).Tags["1"]);
        var pushes = ecr.Log.Entries.Where(entry => entry.Operation == "PutManifest");
        Assert.Equal([201, 400], pushes.Select(entry => entry.Status).Order());
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_layer_that_ten_repositories_share_arrives_once_in_each()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var repositories = Enumerable.Range(0, 10).Select(n => $"team/app-{n}").ToArray();
        foreach (var repository in repositories)
        {
            ecr.Offer("1", new ImageSpec { Seed = 1 }, repository);
        }

        var report = await ecr.Promoter.PromoteAsync(
            [.. repositories.Select(repository => TwoAccounts.Name("1", repository))]);

        Assert.True(report.IsComplete);
        Assert.All(
            ecr.Uploads().CountBy(digest => digest), uploads => Assert.Equal(repositories.Length, uploads.Value));
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task Five_hundred_images_of_one_application_arrive()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var images = (from n in Enumerable.Range(0, 500)
                      select (Repository: $"team/app-{n % 20}", Tag: $"{n}")).ToArray();
        foreach (var (repository, tag) in images)
        {
            ecr.Offer(
                tag, new ImageSpec { LayerBytes = 64, SharedLayers = 2, Seed = int.Parse(tag) }, repository);
        }

        var report = await ecr.Promoter.PromoteAsync(
            [.. images.Select(image => TwoAccounts.Name(image.Tag, image.Repository))]);

        Assert.Empty(report.Outcomes.Where(outcome => outcome.Failure is not null));
        Assert.Equal(500, ecr.Log.Count("PutManifest"));
        Assert.Equal(500 + (20 * 2), ecr.Uploads().Length);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task One_image_of_twenty_that_is_denied_leaves_the_others_promoted_and_the_report_incomplete()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var repositories = Enumerable.Range(1, 20).Select(n => $"team/app-{n}").ToArray();
        foreach (var repository in repositories)
        {
            ecr.Offer("1", repository: repository);
        }

        ecr.Destination.Deny("ecr:PutImage", resource: "*:repository/team/app-7");

        var report = await ecr.Promoter.PromoteAsync(
            [.. repositories.Select(repository => TwoAccounts.Name("1", repository))]);

        var failed = Assert.Single(report.Outcomes, outcome => outcome.Failure is not null);
        Assert.False(report.IsComplete);
        Assert.Equal(19, report.Count(StepState.Missing));
        Assert.Equal("team/app-7", failed.Step.Reference.Repository.ToString());
        Assert.Contains("is not authorized to perform: ecr:PutImage", failed.Reason, StringComparison.Ordinal);
    }

    [Fact(Timeout = TwoAccounts.Patience)]
    public async Task A_tag_that_moves_between_plan_and_copy_is_copied_as_it_was_planned()
    {
        await using var ecr = await TwoAccounts.StartAsync();
        var planned = ecr.Offer("1", new ImageSpec { Seed = 1 });
        var plan = await ecr.Promoter.PlanAsync(TwoAccounts.Name("1"));
        ecr.Source.PushImage(TwoAccounts.Repository, "1", new ImageSpec { Seed = 2 });

        var report = await ecr.Promoter.PromoteAsync(plan);

        Assert.True(report.IsComplete);
        Assert.Equal(planned.Digest, ecr.Destination.Repository(TwoAccounts.Repository).Tags["1"]);
    }
}
