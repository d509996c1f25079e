using CmpPromoter.LocalEcr.Log;
using CmpPromoter.LocalEcr.Seeding;

namespace CmpPromoter.Specs.Ecr;

/// <summary>What a copy costs in requests: one for many questions where ECR has such, three for a layer.</summary>
public sealed class ColdCopySpecs
{
    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task An_image_of_61_blobs_takes_187_requests_and_2_to_look_for_what_is_attached_to_it()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("team/api", "1", new ImageSpec { Layers = 60 });
        using var overlay = pair.Naming("team/api:1");

        await pair.PromoteAsync(overlay);

        Assert.Equal("BatchGetImage 2, GetBlob 61, LayerDownload 61, Referrers 1", pair.SourceRequests);
        Assert.Equal(
            "BatchCheckLayerAvailability 1, BatchGetImage 1, GetAuthorizationToken 1, PutManifest 1, "
            + "PutUpload 61, StartUpload 61",
            pair.DestinationRequests);
        Assert.Equal(187 + 2, pair.WorkingRequests);
        Assert.Equal(image.Digest, pair.DigestOf("team/api", "1"));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task An_index_asks_each_side_once_for_all_its_platforms()
    {
        await using var pair = await EcrPair.StartAsync();
        var index = pair.SeedIndex("team/web", "1");
        using var overlay = pair.Naming("team/web:1");

        await pair.PromoteAsync(overlay);

        // Two platforms of two layers and a configuration each.
        Assert.Equal("BatchGetImage 3, GetBlob 6, LayerDownload 6, Referrers 3", pair.SourceRequests);
        Assert.Equal(
            "BatchCheckLayerAvailability 1, BatchGetImage 2, GetAuthorizationToken 1, PutManifest 3, "
            + "PutUpload 6, StartUpload 6",
            pair.DestinationRequests);
        Assert.Equal(index.Digest, pair.DigestOf("team/web", "1"));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Children_go_by_digest_and_the_tag_comes_last_of_all()
    {
        await using var pair = await EcrPair.StartAsync();
        var index = pair.SeedIndex("team/web", "1", new IndexSpec { Attestations = true });
        using var overlay = pair.Naming("team/web:1");

        await pair.PromoteAsync(overlay);

        var pushed = pair.AtDestination("PutManifest").Select(entry => entry.Reference).ToArray();
        Assert.Equal(index.Children.Order(StringComparer.Ordinal), pushed[..^1].Order(StringComparer.Ordinal));
        Assert.Equal("1", pushed[^1]);
        var last = pair.Server.Log.Entries.Last(entry => entry.AccountId == EcrPair.ProductionId);
        Assert.Equal(("PutManifest", "1"), (last.Operation, last.Reference));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Layers_that_two_images_of_a_repository_share_move_once()
    {
        await using var pair = await EcrPair.StartAsync();
        var first = pair.Seed("team/api", "1", new ImageSpec { Layers = 4, SharedLayers = 3, Seed = 1 });
        var second = pair.Seed("team/api", "2", new ImageSpec { Layers = 4, SharedLayers = 3, Seed = 2 });
        using var overlay = pair.Naming("team/api:1", "team/api:2");

        await pair.PromoteAsync(overlay);

        // 3 shared layers, and of each image a layer and a configuration.
        var distinct = first.Blobs.Union(second.Blobs).Count();
        Assert.Equal(7, distinct);
        Assert.Equal("BatchGetImage 3, GetBlob 7, LayerDownload 7, Referrers 2", pair.SourceRequests);
        Assert.Equal(
            "BatchCheckLayerAvailability 2, BatchGetImage 1, GetAuthorizationToken 1, PutManifest 2, "
            + "PutUpload 7, StartUpload 7",
            pair.DestinationRequests);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_new_version_moves_only_the_layers_that_changed()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team/api", "1", new ImageSpec { Layers = 4, SharedLayers = 3, Seed = 1 });
        pair.Seed("team/api", "2", new ImageSpec { Layers = 4, SharedLayers = 3, Seed = 2 });
        using var before = pair.Naming("team/api:1");
        using var after = pair.Naming("team/api:2");
        await pair.PromoteAsync(before);

        await pair.PromoteAsync(after);

        Assert.Equal("BatchGetImage 2, GetBlob 2, LayerDownload 2, Referrers 1", pair.SourceRequests);
        Assert.Equal(
            "BatchCheckLayerAvailability 1, BatchGetImage 1, GetAuthorizationToken 1, PutManifest 1, "
            + "PutUpload 2, StartUpload 2",
            pair.DestinationRequests);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Many_repositories_share_one_token_and_no_layer_origin_sees_it()
    {
        await using var pair = await EcrPair.StartAsync();
        foreach (var name in (string[])["team/a", "team/b", "team/c", "team/d"])
        {
            pair.Seed(name, "1");
        }

        using var overlay = pair.Naming("team/a:1", "team/b:1", "team/c:1", "team/d:1");

        await pair.PromoteAsync(overlay);

        Assert.Equal(1, pair.Server.Log.Count("GetAuthorizationToken"));
        var downloads = pair.Server.Log.Entries.Where(entry => entry.Origin is AccessOrigin.Layer).ToArray();
        Assert.Equal(12, downloads.Length);
        Assert.DoesNotContain(downloads, entry => entry.HasAuthorization);
    }
}
