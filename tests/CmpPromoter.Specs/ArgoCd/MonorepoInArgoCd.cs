using System.Diagnostics;
using System.Globalization;
using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.ArgoCd;

/// <summary>One commit to a repository of many applications: Argo CD renders each of them again.</summary>
public sealed class MonorepoInArgoCd
{
    /// <summary>A controller shard's status processors: what bounds the renders that run at the same time.</summary>
    private const int StatusProcessors = 20;

    /// <summary>Of the published program; as built for tests it starts too slowly to tell anything by more.</summary>
    private static readonly int Applications = PromoterProcess.IsPublished ? 100 : 20;

    [Theory(Timeout = 600_000)]
    [InlineData(StatusProcessors)]
    [InlineData(int.MaxValue)]
    public async Task A_commit_that_changes_no_image_asks_the_destination_once_per_application_and_the_source_never(int atOnce)
    {
        await using var world = await ArgoCdWorld.StartAsync();
        world.Offer("shop/api", "2.4.0");
        for (var n = 0; n < Applications; n++)
        {
            world.Commit($"apps/app-{n}", "shop/api:2.4.0");
        }

        await world.Argo.GenerateAsync(world.Application("app-0", "apps/app-0"));
        world.Ecr.Log.Clear();
        var parallel = Math.Min(atOnce, Applications);
        using var processors = new SemaphoreSlim(parallel);
        var clock = Stopwatch.StartNew();

        var results = await Task.WhenAll(Enumerable.Range(0, Applications).Select(async n =>
        {
            await processors.WaitAsync();
            try
            {
                return await world.Argo.GenerateAsync(world.Application($"app-{n}", $"apps/app-{n}") with { Revision = new string('b', 40) });
            }
            finally
            {
                processors.Release();
            }
        }));

        // Neither figure has a bound here: both are the machine's, and the second is kustomize's more than ours.
        var figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{Applications} renders that promote nothing, {parallel} at once, {Environment.ProcessorCount} processors: {clock.Elapsed.TotalSeconds:0.0} s, "
            + $"peak memory of the largest {results.Max(result => result.PeakMemoryBytes) / 1048576.0:0.0} MiB");
        Figures.Write(TestContext.Current.TestOutputHelper!, figures);
        Assert.All(results, result => Assert.Null(result.Condition));
        Assert.Equal(Applications, results.Sum(result => result.Manifests.Length));
        Assert.Equal(0, world.SourceRequests());
        Assert.Equal(Applications, world.Ecr.Log.Count("BatchGetImage"));
    }
}
