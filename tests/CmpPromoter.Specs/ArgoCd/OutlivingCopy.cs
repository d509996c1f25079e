using System.Diagnostics;
using System.Globalization;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Specs.Setting;

namespace CmpPromoter.Specs.ArgoCd;

/// <summary>One image over a link that is too slow for it, rendered until it is there.</summary>
internal static class OutlivingCopy
{
    private const string Application = "models";
    private const int MaxAttempts = 3;

    /// <param name="world">With a daemon and a slow link.</param>
    /// <param name="image">Takes longer than the budget of a render.</param>
    /// <param name="nextRefresh">Completes when Argo CD asks again.</param>
    /// <param name="output">Gets the figures.</param>
    public static async Task SeeAsync(ArgoCdWorld world, ImageSpec image, Func<Task> nextRefresh, ITestOutputHelper output)
    {
        world.Offer("shop/models", "1.0.0", image);
        world.Commit("overlays/production", "shop/models:1.0.0");
        var conditions = new List<string?>();
        for (var isDone = false; !isDone && conditions.Count < MaxAttempts;)
        {
            var started = Stopwatch.GetTimestamp();
            var result = await world.Argo.GenerateAsync(world.Application(Application, "overlays/production"));
            conditions.Add(result.Condition);
            Figures.Write(output, string.Create(
                CultureInfo.InvariantCulture,
                $"attempt {conditions.Count}, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s: {result.Condition ?? "rendered"}"));
            isDone = result.IsSuccess;
            await (isDone ? Task.CompletedTask : nextRefresh());
        }

        Assert.Contains("failed exit status 6", conditions[0], StringComparison.Ordinal);
        Assert.Contains("the copy continues; the next refresh picks it up", conditions[0], StringComparison.Ordinal);
        Assert.Null(conditions[^1]);
        AssertEachBlobMovedOnce(world, output);
    }

    private static void AssertEachBlobMovedOnce(ArgoCdWorld world, ITestOutputHelper output)
    {
        var source = world.Source.Repository("shop/models");
        var uploads = world.Ecr.Log.Entries.Where(entry => entry is { Operation: "PutUpload" or "PatchUpload", RequestBytes: > 0 }).ToList();

        Assert.Equal(source.Blobs.Order(), uploads.Select(upload => upload.Reference!).Order());
        Assert.All(uploads, upload => Assert.Equal(201, upload.Status));
        Assert.Equal(source.Blobs.Count, world.Ecr.Log.Count("LayerDownload"));
        Assert.Equal(1, world.Ecr.Log.Count("PutManifest"));
        Figures.Write(output, $"{uploads.Count} blobs, {uploads.Sum(upload => upload.RequestBytes)} bytes sent, none twice");
    }
}
