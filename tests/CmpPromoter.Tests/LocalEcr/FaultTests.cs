using System.Net;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Layers;
using CmpPromoter.LocalEcr.Log;

namespace CmpPromoter.Tests.LocalEcr;

public sealed class FaultTests
{
    private const int Patience = 60_000;
    private static readonly byte[] Layer = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7))];

    [Fact(Timeout = Patience)]
    public async Task A_fault_strikes_the_requests_it_was_counted_for()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Faults.Add(new Fault
        {
            Name = "throttle",
            Operation = "Ping",
            After = 1,
            Times = 2,
            Action = new FaultAction.Answer(429, "TOOMANYREQUESTS", "Rate exceeded") { RetryAfter = "7" },
        });
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        var statuses = new List<HttpStatusCode>();

        for (var i = 0; i < 4; i++)
        {
            using var response = await client.GetAsync("/v2/");
            statuses.Add(response.StatusCode);
            Assert.Equal(response.IsSuccessStatusCode, response.Headers.RetryAfter?.Delta != TimeSpan.FromSeconds(7));
        }

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests, HttpStatusCode.OK],
            statuses);
        Assert.Equal(2, server.Faults.Strikes("throttle"));
        await server.Faults.Reached("throttle");
    }

    [Theory(Timeout = Patience)]
    [InlineData(AccessOrigin.Api, """{"__type":"ThrottlingException","message":"Rate exceeded"}""")]
    [InlineData(AccessOrigin.Registry, """{"errors":[{"code":"ThrottlingException","message":"Rate exceeded"}]}""")]
    public async Task An_error_has_the_form_of_its_origin(AccessOrigin origin, string body)
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        server.Faults.Add(
            new Fault { Name = "f", Origin = origin, Action = new FaultAction.Answer(503, "ThrottlingException", "Rate exceeded") });

        var actual = origin is AccessOrigin.Api
            ? (await client.ApiAsync("GetAuthorizationToken", "{}")).Body.GetRawText()
            : await (await client.GetAsync("/v2/")).Content.ReadAsStringAsync();

        Assert.Equal(body, actual);
    }

    [Fact(Timeout = Patience)]
    public async Task A_body_of_ones_own_can_be_answered()
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        server.Faults.Add(
            new Fault { Name = "f", Operation = "Ping", Action = new FaultAction.Answer(500) { Body = "<html>sorry</html>" } });

        using var response = await client.GetAsync("/v2/");

        Assert.Equal(
            (HttpStatusCode.InternalServerError, "<html>sorry</html>"),
            (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory(Timeout = Patience)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(150_000)]
    [InlineData(199_999)]
    public async Task A_layer_can_be_cut_anywhere(int afterBytes)
    {
        var (content, fault) = await DownloadAsync(new FaultAction.CutResponse(afterBytes));

        Assert.Equal(Layer[..afterBytes], content);
        Assert.IsType<HttpIOException>(fault, exactMatch: false);
    }

    [Fact(Timeout = Patience)]
    public async Task A_byte_can_be_flipped()
    {
        var (content, fault) = await DownloadAsync(new FaultAction.FlipByte(150_000));

        Assert.Null(fault);
        Assert.Equal([150_000], Enumerable.Range(0, Layer.Length).Where(i => content[i] != Layer[i]));
    }

    [Fact(Timeout = Patience)]
    public async Task A_length_can_be_announced_that_is_too_short()
    {
        var (content, fault) = await DownloadAsync(new FaultAction.ChangeLength(-5));

        Assert.Null(fault);
        Assert.Equal(Layer[..^5], content);
    }

    [Fact(Timeout = Patience)]
    public async Task A_length_can_be_announced_that_is_too_long()
    {
        var (content, fault) = await DownloadAsync(new FaultAction.ChangeLength(5));

        Assert.IsType<HttpIOException>(fault, exactMatch: false);
        Assert.Equal(Layer, content);
    }

    [Fact(Timeout = Patience)]
    public async Task A_layer_can_drip()
    {
        var (content, fault) = await DownloadAsync(new FaultAction.Drip(50_000, TimeSpan.FromMilliseconds(1)));

        Assert.Null(fault);
        Assert.Equal(Layer, content);
    }

    [Fact(Timeout = Patience)]
    public async Task A_layers_address_can_be_expired()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Faults.Add(new Fault { Name = "f", Origin = AccessOrigin.Layer, Action = new FaultAction.Expire() });

        using var response = await RequestAsync(server);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact(Timeout = Patience)]
    public async Task A_range_can_be_ignored()
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Faults.Add(
            new Fault { Name = "f", Origin = AccessOrigin.Layer, Action = new FaultAction.IgnoreRange() });

        using var response = await RequestAsync(server, request => request.Headers.Add("Range", "bytes=5-"));

        Assert.Equal(
            (HttpStatusCode.OK, Layer.Length),
            (response.StatusCode, (await response.Content.ReadAsByteArrayAsync()).Length));
    }

    [Theory(Timeout = Patience)]
    [InlineData(null)]
    [InlineData(1000L)]
    public async Task A_response_can_stall_until_the_client_gives_up(long? afterBytes)
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Faults.Add(
            new Fault { Name = "stall", Origin = AccessOrigin.Layer, Action = new FaultAction.Stall(afterBytes) });
        using var stop = new CancellationTokenSource();

        var download = ReadAsync(server, stop.Token);
        await server.Faults.Reached("stall");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
    }

    [Fact(Timeout = Patience)]
    public async Task A_request_can_be_held_until_the_test_lets_it_go()
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        var release = new TaskCompletionSource();
        server.Faults.Add(new Fault { Name = "hold", Operation = "Ping", Action = new FaultAction.Hold(release.Task) });

        var ping = client.GetAsync("/v2/");
        await server.Faults.Reached("hold");
        var wasDone = ping.IsCompleted;
        release.SetResult();
        using var response = await ping;

        Assert.Equal((false, HttpStatusCode.OK), (wasDone, response.StatusCode));
    }

    [Fact(Timeout = Patience)]
    public async Task A_redirect_can_lead_elsewhere()
    {
        await using var server = await LocalEcrServer.StartAsync();
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        server.Faults.Add(
            new Fault { Name = "f", Action = new FaultAction.Redirect(new Uri("http://169.254.169.254/latest")) });

        using var response = await client.GetAsync("/v2/");

        Assert.Equal(
            (HttpStatusCode.TemporaryRedirect, "http://169.254.169.254/latest"),
            (response.StatusCode, response.Headers.Location?.OriginalString));
    }

    private static async Task<(byte[] Content, Exception? Fault)> DownloadAsync(FaultAction action)
    {
        await using var server = await LocalEcrServer.StartAsync();
        server.Faults.Add(new Fault { Name = "f", Origin = AccessOrigin.Layer, Action = action });
        using var response = await RequestAsync(server);
        await using var body = await response.Content.ReadAsStreamAsync();
        using var content = new MemoryStream();
        var fault = await Record.ExceptionAsync(() => body.CopyToAsync(content));
        return (content.ToArray(), fault);
    }

    private static async Task ReadAsync(LocalEcrServer server, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var account = server.Account(EcrClient.Source);
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        using var found = await client.GetAsync($"/v2/team/api/blobs/{account.PushBlob("team/api", Layer)}");
        await http.GetByteArrayAsync(found.Headers.Location, cancellationToken);
    }

    private static async Task<HttpResponseMessage> RequestAsync(
        LocalEcrServer server, Action<HttpRequestMessage>? prepare = null)
    {
        using var client = await EcrClient.LoginAsync(server, EcrClient.Source);
        var digest = server.Account(EcrClient.Source).PushBlob("team/api", Layer);
        Assert.Equal(Digests.Of(Layer), digest);
        using var found = await client.GetAsync($"/v2/team/api/blobs/{digest}");
        // The client must outlive the body.
        var download = new EcrClient(server, EcrClient.Source);
        return await download.DownloadAsync(
            found.Headers.Location ?? throw new InvalidOperationException("no Location"), prepare);
    }
}
