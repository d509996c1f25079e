using System.Net;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Layers;
using CmpPromoter.LocalEcr.Seeding;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class UploadTests
{
    private const int Patience = 60_000;
    private const int PartBytes = 10 * 1024 * 1024;

    [Theory(Timeout = Patience)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2_000_000)]
    public async Task A_blob_goes_up_in_one_piece(int sizeBytes)
    {
        await using var server = await LocalEcrServer.StartAsync();
        var repository = server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        var blob = Bytes(sizeBytes);

        var digest = await client.UploadAsync("team/api", blob);

        Assert.True(repository.HasBlob(digest));
        Assert.Equal(blob, server.Account(EcrClient.Destination).ReadBlob("team/api", digest));
    }

    [Fact(Timeout = Patience)]
    public async Task Parts_are_answered_201_with_a_range_that_sticks_after_the_first()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        var blob = Bytes((2 * PartBytes) + 1);
        var location = await client.StartUploadAsync("team/api");

        using var first = await client.PatchAsync(location, blob[..PartBytes], $"0-{PartBytes - 1}");
        using var second = await client.PatchAsync(
            location, blob[PartBytes..(2 * PartBytes)], $"{PartBytes}-{(2 * PartBytes) - 1}");
        using var last = await client.FinishAsync(
            location, blob[^1..], Digests.Of(blob), $"{2 * PartBytes}-{2 * PartBytes}");

        Assert.Equal((HttpStatusCode.Created, "0-10485759"), (first.StatusCode, RegistryAssert.Header(first, "Range")));
        Assert.Equal(
            (HttpStatusCode.Created, "0-10485759"), (second.StatusCode, RegistryAssert.Header(second, "Range")));
        Assert.Equal(
            (HttpStatusCode.Created, Digests.Of(blob)),
            (last.StatusCode, RegistryAssert.Header(last, "Docker-Content-Digest")));
    }

    [Fact(Timeout = Patience)]
    public async Task A_part_that_does_not_follow_is_told_where_it_should_begin()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        var location = await client.StartUploadAsync("team/api");
        using var first = await client.PatchAsync(location, Bytes(1000));

        using var again = await client.PatchAsync(location, Bytes(1000));
        using var gap = await client.PatchAsync(location, Bytes(1000), "2000-2999");

        await RegistryAssert.RefusedAsync(
            again,
            HttpStatusCode.RequestedRangeNotSatisfiable,
            "BLOB_UPLOAD_INVALID",
            "First byte of the layer part is 0 instead of 1000");
        await RegistryAssert.RefusedAsync(
            gap,
            HttpStatusCode.RequestedRangeNotSatisfiable,
            "BLOB_UPLOAD_INVALID",
            "First byte of the layer part is 2000 instead of 1000");
    }

    [Fact(Timeout = Patience)]
    public async Task The_state_of_an_upload_cannot_be_asked_for()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);

        using var response = await client.GetAsync(await client.StartUploadAsync("team/api"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact(Timeout = Patience)]
    public async Task Content_of_another_digest_is_refused_and_the_session_is_over()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var repository = server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        var location = await client.StartUploadAsync("team/api");
        var digest = Digests.Of(Bytes(11));

        using var response = await client.FinishAsync(location, Bytes(10), digest);
        using var again = await client.FinishAsync(location, Bytes(11), digest);

        await RegistryAssert.RefusedAsync(
            response,
            HttpStatusCode.BadRequest,
            "BLOB_UPLOAD_INVALID",
            "None of the provided layer digests match the calculated layer digest");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Empty(repository.Blobs);
    }

    [Fact(Timeout = Patience)]
    public async Task A_small_part_that_is_not_the_last_one_is_found_at_the_end()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        var blob = Bytes(5 * 1024 * 1024);
        var location = await client.StartUploadAsync("team/api");
        using var small = await client.PatchAsync(location, blob[..^1]);

        using var response = await client.FinishAsync(
            location, blob[^1..], Digests.Of(blob), $"{blob.Length - 1}-{blob.Length - 1}");

        await RegistryAssert.RefusedAsync(
            response, HttpStatusCode.BadRequest, "BLOB_UPLOAD_INVALID", "Layer parts must be at least 5 MiB in size");
    }

    [Fact(Timeout = Patience)]
    public async Task An_upload_can_be_given_up()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        var location = await client.StartUploadAsync("team/api");

        using var deleted = await client.SendAsync(HttpMethod.Delete, location);
        using var later = await client.PatchAsync(location, Bytes(1));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, later.StatusCode));
    }

    [Fact(Timeout = Patience)]
    public async Task A_token_can_expire_in_the_middle_of_an_upload()
    {
        var time = new FakeTimeProvider();
        await using var server = await LocalEcrServer.StartAsync(new LocalEcrOptions { TimeProvider = time });
        server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        var location = await client.StartUploadAsync("team/api");
        time.Advance(TimeSpan.FromHours(12));

        using var expired = await client.FinishAsync(location, Bytes(3), Digests.Of(Bytes(3)));
        await client.LoginAsync();
        using var again = await client.FinishAsync(location, Bytes(3), Digests.Of(Bytes(3)));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Created), (expired.StatusCode, again.StatusCode));
    }

    [Fact(Timeout = Patience)]
    public async Task A_push_to_a_missing_repository_is_hung_up_on()
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.StartUploadAsync("none"));

        Assert.Equal(0, server.Log.Entries[^1].Status);
    }

    [Fact(Timeout = Patience)]
    public async Task A_template_creates_the_repository_of_a_push()
    {
        await using var server = await LocalEcrServer.StartAsync(
            new LocalEcrOptions { MissingRepositoryHangsUp = false });
        var account = server.Account(EcrClient.Destination);
        account.AddCreationTemplate(
            new CreationTemplate("team", new RepositoryOptions { TagMutability = TagMutability.Immutable }));
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);

        await client.UploadAsync("team/api", Bytes(1));
        using var other = await client.SendAsync(HttpMethod.Post, "/v2/other/api/blobs/uploads/");

        Assert.Equal(TagMutability.Immutable, account.Repository("team/api").Options.TagMutability);
        await RegistryAssert.RefusedAsync(
            other,
            HttpStatusCode.NotFound,
            "NAME_UNKNOWN",
            "The repository with name 'other/api' does not exist in the registry with id '222222222222'");
    }

    [Theory(Timeout = Patience)]
    [InlineData(true, true, HttpStatusCode.Created)]
    [InlineData(false, true, HttpStatusCode.Accepted)]
    [InlineData(true, false, HttpStatusCode.Accepted)]
    public async Task A_layer_is_mounted_when_the_setting_is_on_and_an_image_has_it(
        bool isEnabled, bool isReferenced, HttpStatusCode status)
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Destination);
        account.BlobMounting = isEnabled;
        var digest = isReferenced
            ? account.PushImage("base", "1", new ImageSpec()).Blobs[1]
            : account.PushBlob("base", Bytes(7));
        account.CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);

        using var response = await client.SendAsync(
            HttpMethod.Post, $"/v2/team/api/blobs/uploads/?mount={digest}&from=base");

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status is HttpStatusCode.Created, account.Repository("team/api").HasBlob(digest));
        using var session = status is HttpStatusCode.Accepted
            ? await client.FinishAsync(response.Headers.Location?.ToString() ?? "", Bytes(2), Digests.Of(Bytes(2)))
            : null;
        Assert.True(session is null or { StatusCode: HttpStatusCode.Created });
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}
