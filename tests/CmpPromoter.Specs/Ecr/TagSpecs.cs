using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Faults;

namespace CmpPromoter.Specs.Ecr;

/// <summary>Tags are added where they are absent and never moved.</summary>
public sealed class TagSpecs
{
    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_digest_that_is_there_without_its_tag_gets_the_tag_and_moves_no_byte()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("team/api", "1");
        pair.Destination.PushImage("team/api", null);
        using var overlay = pair.Naming($"team/api:1@{image.Digest}");

        await pair.PromoteAsync(overlay);

        Assert.Equal(image.Digest, pair.DigestOf("team/api", "1"));
        Assert.Equal("BatchGetImage 2, GetAuthorizationToken 1, PutManifest 1", pair.DestinationRequests);
        Assert.Equal("BatchGetImage 1", pair.SourceRequests);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_tag_that_an_author_made_up_is_not_set_and_the_render_succeeds()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("team/api", "1");
        pair.Destination.PushImage("team/api", "1");
        MakeImmutable(pair, "team/api");
        using var overlay = pair.Naming($"team/api:9.9.9@{image.Digest}");

        var result = await pair.GenerateAsync(overlay);

        Assert.Equal(await overlay.KustomizeAsync(), result.Output);
        Assert.Null(pair.DigestOf("team/api", "9.9.9"));
        Assert.Contains(
            $"its tag 9.9.9 is not set: the source {pair.Source.RegistryName}/team/api has no such tag",
            result.Error,
            StringComparison.Ordinal);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_second_tag_of_what_is_there_is_one_push_and_moves_no_layer()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("team/api", "1");
        pair.Source.PushImage("team/api", "stable");
        pair.Destination.PushImage("team/api", "1");
        using var overlay = pair.Naming("team/api:stable");

        await pair.PromoteAsync(overlay);

        Assert.Equal(image.Digest, pair.DigestOf("team/api", "stable"));
        Assert.Equal("BatchGetImage 2, Referrers 1", pair.SourceRequests);
        Assert.Equal(
            "BatchCheckLayerAvailability 1, BatchGetImage 1, GetAuthorizationToken 1, PutManifest 1",
            pair.DestinationRequests);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task An_image_named_by_digest_alone_arrives_without_a_tag()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("team/api", "1");
        using var overlay = pair.Naming($"team/api@{image.Digest}");

        await pair.PromoteAsync(overlay);

        Assert.Equal(image.Digest, pair.DigestOf("team/api", image.Digest));
        Assert.Empty(pair.Destination.Repository("team/api").Tags);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_tag_at_another_digest_is_reported_and_stays()
    {
        await using var pair = await EcrPair.StartAsync();
        var wanted = pair.Seed("team/api", "1", new() { Seed = 1 });
        var held = pair.Destination.PushImage("team/api", "1", new() { Seed = 2 });
        using var overlay = pair.Naming($"team/api:1@{wanted.Digest}");

        var result = await pair.GenerateAsync(overlay);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(held.Digest, pair.DigestOf("team/api", "1"));
        Assert.Equal(wanted.Digest, pair.DigestOf("team/api", wanted.Digest));
        Assert.Contains("the destination's tag 1 is at", result.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Two_promoters_of_one_image_succeed_on_an_immutable_repository()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.SeedIndex("team/web", "1");
        MakeImmutable(pair, "team/web");
        using var overlay = pair.Naming("team/web:1");

        await Task.WhenAll(pair.PromoteAsync(overlay), pair.PromoteAsync(overlay));

        Assert.Equal(image.Digest, pair.DigestOf("team/web", "1"));
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_promoted_immutable_tag_is_not_pushed_again()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team/api", "1");
        MakeImmutable(pair, "team/api");
        using var overlay = pair.Naming("team/api:1");
        await pair.PromoteAsync(overlay);

        await pair.PromoteAsync(overlay);

        Assert.Equal("BatchGetImage 1", pair.DestinationRequests);
        Assert.Equal("", pair.SourceRequests);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task An_immutable_tag_whose_push_lost_its_answer_is_read_back_and_counts_as_pushed()
    {
        await using var pair = await EcrPair.StartAsync();
        var image = pair.Seed("team/api", "1");
        MakeImmutable(pair, "team/api");
        pair.Server.Faults.Add(new Fault
        {
            Name = "lost",
            Operation = "PutManifest",
            Action = new FaultAction.LoseResponse(),
        });
        using var overlay = pair.Naming("team/api:1");

        await pair.PromoteAsync(overlay);

        Assert.Equal(image.Digest, pair.DigestOf("team/api", "1"));
        Assert.Equal([0, 400], pair.AtDestination("PutManifest").Select(entry => entry.Status));
        Assert.Single(pair.AtDestination("HeadManifest"));
    }

    private static void MakeImmutable(EcrPair pair, string name)
    {
        var repository = pair.Destination.Repository(name);
        repository.Options = repository.Options with { TagMutability = TagMutability.Immutable };
    }
}
