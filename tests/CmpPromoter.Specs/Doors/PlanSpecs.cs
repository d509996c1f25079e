using System.Text.Json;
using CmpPromoter.Specs.Ecr;

namespace CmpPromoter.Specs.Doors;

/// <summary>What a reviewer sees, and what it costs to see it.</summary>
public sealed class PlanSpecs
{
    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Sizes_of_several_overlays_cost_a_batch_of_each_kind_and_the_configurations()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team/api", "1");
        pair.SeedIndex("team/web", "1");
        using var first = pair.Naming("team/api:1", "team/web:1");
        using var second = pair.Naming("team/api:1");
        pair.Server.Log.Clear();

        var result = await EcrPair.Promoter().RunAsync("plan", "-o", "json", "--config", first.ConfigurationPath, first.Path, second.Path);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var plan = JsonSerializer.Deserialize<JsonElement>(result.OutputText);
        Assert.Equal(2, plan.GetProperty("counts").GetProperty("missing").GetInt32());
        Assert.True(plan.GetProperty("sendBytes").GetInt64() > 2 * 2 * 1024);
        Assert.Equal("BatchGetImage 3, GetBlob 2, LayerDownload 2", pair.SourceRequests);
        Assert.Equal("BatchCheckLayerAvailability 2, BatchGetImage 2, GetAuthorizationToken 1", pair.DestinationRequests);
        Assert.Null(pair.DigestOf("team/api", "1"));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Who_may_only_ask_for_manifests_sees_the_plan_all_the_same()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team/api", "1");
        pair.Destination.Deny("ecr:BatchCheckLayerAvailability");
        pair.Destination.Deny("ecr:GetDownloadUrlForLayer");
        using var overlay = pair.Naming("team/api:1");

        var result = await EcrPair.Promoter().RunAsync("plan", "--config", overlay.ConfigurationPath, overlay.Path);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("0 present, 1 missing, 0 refused, 0 foreign; at most 2.3 KiB to send", result.OutputText, StringComparison.Ordinal);
    }
}
