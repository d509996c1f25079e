using System.Net;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Layers;
using CmpPromoter.LocalEcr.Quotas;
using CmpPromoter.LocalEcr.Seeding;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class LimitTests
{
    private const int Patience = 120_000;

    [Fact(Timeout = Patience)]
    public async Task PutImage_takes_ten_a_second_and_is_then_throttled()
    {
        var time = new FakeTimeProvider();
        await using var server = await LocalEcrServer.StartAsync(
            new LocalEcrOptions { Quotas = EcrQuotas.Published, TimeProvider = time });
        server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);

        var burst = await PushAsync(client, 12);
        time.Advance(TimeSpan.FromMilliseconds(100));
        var later = await PushAsync(client, 2);

        Assert.Equal(
            [
                .. Enumerable.Repeat(HttpStatusCode.Created, 10),
                HttpStatusCode.TooManyRequests,
                HttpStatusCode.TooManyRequests],
            burst);
        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.TooManyRequests], later);
    }

    [Fact(Timeout = Patience)]
    public async Task The_api_is_throttled_by_an_exception()
    {
        await using var server = await LocalEcrServer.StartAsync(
            new LocalEcrOptions { Quotas = new EcrQuotas { GetAuthorizationToken = 1 }, TimeProvider = new FakeTimeProvider() });
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);

        var (status, body) = await client.ApiAsync("GetAuthorizationToken", "{}");

        Assert.Equal(
            (HttpStatusCode.BadRequest, "ThrottlingException", "Rate exceeded"),
            (status, body.GetProperty("__type").GetString(), body.GetProperty("message").GetString()));
    }

    [Theory(Timeout = Patience)]
    [InlineData("2026-01-01T00:10:00Z", "Signature expired: 20260101T000000Z is now earlier than 20260101T000500Z (20260101T001000Z - 5 min.)")]
    [InlineData("2025-12-31T23:50:00Z", "Signature not yet current: 20260101T000000Z is still later than 20251231T235500Z (20251231T235000Z + 5 min.)")]
    public async Task A_call_signed_ten_minutes_off_is_told_both_times(string now, string sentence)
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        await using var server = await LocalEcrServer.StartAsync(
            new LocalEcrOptions { CheckSignatureTime = true, TimeProvider = time });
        using var client = new EcrClient(server, EcrClient.Source);

        var (_, body) = await client.ApiAsync("GetAuthorizationToken", "{}");

        Assert.Equal(
            ("InvalidSignatureException", sentence),
            (body.GetProperty("__type").GetString(), body.GetProperty("message").GetString()));
    }

    [Fact(Timeout = Patience)]
    public async Task Latency_and_bandwidth_slow_an_upload_down()
    {
        await using var server = await LocalEcrServer.StartAsync(
            new LocalEcrOptions { BytesPerSecond = 1_000_000, Latency = TimeSpan.FromMilliseconds(20) });
        server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        var startedAt = TimeProvider.System.GetTimestamp();

        await client.UploadAsync("team/api", new byte[200_000]);

        // Two requests' latency and a fifth of a second for the body, less the grain of the timers.
        Assert.True(TimeProvider.System.GetElapsedTime(startedAt) >= TimeSpan.FromMilliseconds(220));
    }

    [Fact(Timeout = Patience)]
    public async Task A_layer_has_a_largest_size()
    {
        await using var server = await LocalEcrServer.StartAsync(new LocalEcrOptions { MaxLayerBytes = 10 });
        server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);

        using var response = await client.FinishAsync(
            await client.StartUploadAsync("team/api"), new byte[11], Digests.Of(new byte[11]));

        await RegistryAssert.RefusedAsync(
            response, HttpStatusCode.Forbidden, "DENIED", "The layer exceeds the maximum size of 10 bytes");
    }

    [Fact(Timeout = Patience)]
    public async Task A_layer_beyond_two_gibibytes_needs_neither_disk_nor_memory()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var sizeBytes = (1L << 31) + 12345;
        var digest = server.Account(EcrClient.Source).PushBlob("team/api", new GeneratedContent(1, sizeBytes));
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var head = await client.SendAsync(HttpMethod.Head, $"/v2/team/api/blobs/{digest}");
        using var found = await client.GetAsync($"/v2/team/api/blobs/{digest}");
        using var response = await client.DownloadAsync(
            found.Headers.Location ?? throw new InvalidOperationException("no Location"), request =>
                request.Headers.Add("Range", $"bytes={sizeBytes - 10}-"));

        Assert.Equal(sizeBytes, head.Content.Headers.ContentLength);
        Assert.Equal(10, (await response.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact(Timeout = Patience)]
    public async Task Discarded_uploads_can_be_read_where_they_were_seeded()
    {
        await using var server = await LocalEcrServer.StartAsync(new LocalEcrOptions { DiscardUploads = true });
        var content = new GeneratedContent(5, 3_000_000);
        var digest = server.Account(EcrClient.Source).PushBlob("team/api", content);
        server.Account(EcrClient.Destination).CreateRepository("team/api");
        using var client = await EcrClient.LoginAsync(server, EcrClient.Destination);
        using var copy = new MemoryStream();
        content.Open(0).CopyTo(copy);

        await client.UploadAsync("team/api", copy.ToArray());

        Assert.Equal(copy.ToArray(), server.Account(EcrClient.Destination).ReadBlob("team/api", digest));
    }

    [Fact]
    public void Generated_content_is_the_same_from_every_offset()
    {
        var content = new GeneratedContent(3, 200_000);
        using var whole = new MemoryStream();
        content.Open(0).CopyTo(whole);

        foreach (var offset in new[] { 1, 16, 20, 65_535, 65_536, 65_555, 199_999 })
        {
            using var part = new MemoryStream();
            content.Open(offset).CopyTo(part);
            Assert.Equal(whole.ToArray()[offset..], part.ToArray());
        }
    }

    [Fact(Timeout = Patience)]
    public async Task Equal_specs_give_equal_images_and_shared_layers_are_shared()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var account = server.Account(EcrClient.Source);
        var spec = new ImageSpec { Layers = 3, SharedLayers = 2, Seed = 1 };

        var first = account.PushImage("a", "1", spec);
        var same = account.PushImage("b", "1", spec);
        var other = account.PushImage("a", "2", spec with { Seed = 2 });

        Assert.Equal(first.Digest, same.Digest);
        Assert.Equal(2, first.Blobs.Intersect(other.Blobs).Count());
    }

    private static async Task<List<HttpStatusCode>> PushAsync(EcrClient client, int count)
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < count; i++)
        {
            using var response = await client.PutManifestAsync(
                "team/api", $"v{i}", """{"schemaVersion":2,"manifests":[]}""", MediaTypes.OciIndex);
            statuses.Add(response.StatusCode);
        }

        return statuses;
    }
}
