using System.Net;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Seeding;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.LocalEcr;

/// <summary>What ECR does by itself after a push, a deletion, a change of settings.</summary>
public sealed class HousekeepingTests
{
    private const int Patience = 30_000;

    [Fact(Timeout = Patience)]
    public async Task Referrers_go_after_their_subject_and_layers_after_their_last_image()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        var kept = account.PushImage("team/api", "1", new ImageSpec { Seed = 1 });
        var deleted = account.PushImage("team/api", "2", new ImageSpec { Seed = 2 });
        var signature = account.PushArtifact("team/api", deleted.Digest);
        var ofSignature = account.PushArtifact("team/api", signature.Digest, new ArtifactSpec { Content = "{}" });
        using var client = new EcrClient(server, EcrClient.Source);

        await client.ApiAsync(
            "BatchDeleteImage",
            $$"""{"repositoryName": "team/api", "imageIds": [{"imageDigest": "{{deleted.Digest}}"}]}""");
        var repository = account.Repository("team/api");
        Assert.NotNull(repository.Find(signature.Digest));
        account.KeepHouse();

        Assert.Equal([kept.Digest], repository.Manifests.Select(manifest => manifest.Digest));
        Assert.Equal(kept.Blobs.Order(), repository.Blobs.Order());
        Assert.Null(repository.Find(ofSignature.Digest));
    }

    [Fact(Timeout = Patience)]
    public async Task Referrers_of_an_archived_image_are_archived()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        var image = account.PushImage("team/api", "1");
        var signature = account.PushArtifact("team/api", image.Digest);
        account.Repository("team/api").SetStatus(image.Digest, ImageStatus.Archived);

        account.KeepHouse();

        Assert.Equal(ImageStatus.Archived, account.Repository("team/api").Find(signature.Digest)!.Status);
    }

    [Fact(Timeout = Patience)]
    public async Task An_account_that_signs_adds_a_referrer_to_every_image_that_is_pushed()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        var image = account.PushImage("team/api", "1");
        account.SignsOnPush = true;
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        var bytes = account.Repository("team/api").Find("1")!.Bytes.ToArray();

        using var response = await client.SendAsync(
            HttpMethod.Put, "/v2/team/api/manifests/2", request => request.Content = new ByteArrayContent(bytes));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var signature = Assert.Single(account.Repository("team/api").Manifests, manifest => manifest.Subject is not null);
        Assert.Equal(
            (image.Digest, "application/vnd.cncf.notary.signature"), (signature.Subject, signature.ArtifactType));
    }

    [Fact(Timeout = Patience)]
    public async Task A_change_of_the_mutability_holds_after_a_while()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await LocalEcrServer.StartAsync(
            new LocalEcrOptions { TimeProvider = time, MutabilityDelay = TimeSpan.FromSeconds(30) });
        var repository = server.Account(EcrClient.Source).CreateRepository("team/api");
        using var client = new EcrClient(server, EcrClient.Source);

        await client.ApiAsync(
            "PutImageTagMutability", """{"repositoryName": "team/api", "imageTagMutability": "IMMUTABLE"}""");

        Assert.Equal(TagMutability.Mutable, repository.Options.TagMutability);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(TagMutability.Immutable, repository.Options.TagMutability);
    }

    [Fact(Timeout = Patience)]
    public async Task The_list_of_referrers_has_pages()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        var image = account.PushImage("team/api", "1");
        for (var n = 0; n < 51; n++)
        {
            account.PushArtifact("team/api", image.Digest, new ArtifactSpec { Content = $"{n}" });
        }

        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        using var first = await client.SendAsync(HttpMethod.Get, $"/v2/team/api/referrers/{image.Digest}");
        var link = Assert.Single(first.Headers.GetValues("Link")).Split('<', '>')[1];
        using var second = await client.SendAsync(HttpMethod.Get, link);

        Assert.Equal((50, 1), (await CountAsync(first), await CountAsync(second)));
        Assert.False(second.Headers.Contains("Link"));
    }

    private static async Task<int> CountAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return text.Split("\"digest\"").Length - 1;
    }
}
