using System.Net;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Log;

namespace CmpPromoter.Tests.LocalEcr;

/// <summary>Faults that go on until the client has had enough, and those that are one sentence.</summary>
public sealed class EndlessFaultTests
{
    private const int Patience = 60_000;

    [Fact(Timeout = Patience)]
    public async Task A_body_can_go_on_for_ever_after_its_content()
    {
        await using var server = await LocalEcrServer.StartAsync();
        var content = "layer"u8.ToArray();
        var digest = server.Account(EcrClient.Source).PushBlob("team/api", content);
        server.Faults.Add(
            new Fault { Name = "f", Operation = "LayerDownload", Action = new FaultAction.Endless() });
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        using var found = await client.GetAsync($"/v2/team/api/blobs/{digest}");
        var start = new byte[1_000_000];

        using var response = await client.DownloadAsync(
            found.Headers.Location ?? throw new InvalidOperationException("no Location"));
        await using (var body = await response.Content.ReadAsStreamAsync())
        {
            await body.ReadExactlyAsync(start);
        }

        Assert.Null(response.Content.Headers.ContentLength);
        Assert.Equal(content, start[..content.Length]);
    }

    [Fact(Timeout = Patience)]
    public async Task An_upload_can_be_read_no_further()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Account(EcrClient.Source).CreateRepository("team/api");
        server.Faults.Add(
            new Fault { Name = "stall", Operation = "PutUpload", Action = new FaultAction.StallRequest(1000) });
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        var location = await client.StartUploadAsync("team/api");
        using var stop = new CancellationTokenSource();

        var upload = client.SendAsync(
            HttpMethod.Put,
            $"{location}?digest=x",
            request => request.Content = new ByteArrayContent(new byte[20_000_000]),
            stop.Token);
        await server.Faults.Reached("stall");
        var wasDone = upload.IsCompleted;
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        Assert.False(wasDone);
    }

    [Theory(Timeout = Patience)]
    [InlineData(AccessOrigin.Api, HttpStatusCode.BadRequest)]
    [InlineData(AccessOrigin.Registry, HttpStatusCode.TooManyRequests)]
    public async Task A_request_can_be_throttled_as_its_origin_throttles(AccessOrigin origin, HttpStatusCode status)
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        server.Faults.Add(
            new Fault { Name = "f", Origin = origin, Action = new FaultAction.Throttle { RetryAfter = "7" } });

        using var response = origin is AccessOrigin.Registry ? await client.GetAsync("/v2/") : null;
        var actual = response?.StatusCode ?? (await client.ApiAsync("GetAuthorizationToken", "{}")).Status;

        Assert.Equal(status, actual);
        Assert.True(response is null || RegistryAssert.Header(response, "Retry-After") == "7");
    }

    [Theory(Timeout = Patience)]
    [InlineData("http://bucket.example/layer")]
    [InlineData("https://127.0.0.1:1/layer")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("https://elsewhere.example/layer")]
    public async Task A_redirect_can_lead_anywhere(string location)
    {
        await using var server = await LocalEcrServer.StartAsync();
        var digest = server.Account(EcrClient.Source).PushBlob("team/api", [1]);
        server.Faults.Add(
            new Fault { Name = "f", Operation = "GetBlob", Action = new FaultAction.Redirect(new Uri(location)) });
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);

        using var response = await client.GetAsync($"/v2/team/api/blobs/{digest}");

        Assert.Equal(
            (HttpStatusCode.TemporaryRedirect, location),
            (response.StatusCode, response.Headers.Location?.OriginalString));
    }
}
