using System.Net;
using System.Net.Sockets;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Ecr;

/// <summary>A render of promoted versions asks one question a repository, and nobody else anything.</summary>
public sealed class NothingToDoSpecs
{
    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Five_images_in_two_repositories_are_two_questions_and_none_to_the_source()
    {
        await using var pair = await EcrPair.StartAsync();
        foreach (var tag in (string[])["1", "2", "3"])
        {
            pair.Destination.PushImage("team/api", tag);
        }

        pair.Destination.PushIndex("team/web", "1");
        var second = pair.Destination.PushImage("team/web", "2");
        using var overlay = pair.Naming(
            "team/api:1", "team/api:2", "team/api:3", "team/web:1", $"team/web:2@{second.Digest}");

        await pair.PromoteAsync(overlay);

        Assert.Equal("BatchGetImage 2", pair.DestinationRequests);
        Assert.Equal("", pair.SourceRequests);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task An_image_that_many_workloads_name_is_asked_for_once()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Destination.PushImage("team/api", "1");
        using var overlay = pair.Naming([.. Enumerable.Repeat("team/api:1", 20)]);

        await pair.PromoteAsync(overlay);

        Assert.Equal("BatchGetImage 1", pair.DestinationRequests);
        Assert.Equal("", pair.SourceRequests);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task Images_of_one_repository_beyond_a_hundred_take_a_second_question()
    {
        await using var pair = await EcrPair.StartAsync();
        var tags = Enumerable.Range(0, 120).Select(n => $"1.0.{n}").ToArray();
        foreach (var tag in tags)
        {
            pair.Destination.PushImage("team/api", tag);
        }

        using var overlay = pair.Naming([.. tags.Select(tag => $"team/api:{tag}")]);

        await pair.PromoteAsync(overlay);

        Assert.Equal("BatchGetImage 2", pair.DestinationRequests);
        Assert.Equal("", pair.SourceRequests);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task A_source_that_is_gone_stops_no_render_of_promoted_versions()
    {
        await using var pair = await EcrPair.StartAsync();
        pair.Seed("team/api", "1");
        using var overlay = pair.Naming("team/api:1");
        await pair.PromoteAsync(overlay);
        pair.Source.DeleteRepository("team/api");

        await pair.PromoteAsync(overlay);

        Assert.Equal("BatchGetImage 1", pair.DestinationRequests);
        Assert.Equal("", pair.SourceRequests);
    }

    [Fact(Timeout = EcrPair.TimeoutMilliseconds)]
    public async Task An_overlay_of_other_registries_images_waits_for_no_credentials()
    {
        await using var pair = await EcrPair.StartAsync();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var overlay = Overlay.Naming("busybox:1.36").Configure(pair.Configuration());
        var promoter = new PromoterProcess().With("AWS_CONTAINER_CREDENTIALS_FULL_URI", $"http://{silent.LocalEndpoint}/credentials");

        await pair.PromoteAsync(overlay, promoter);

        Assert.Equal(("", ""), (pair.SourceRequests, pair.DestinationRequests));
    }
}
