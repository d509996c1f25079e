using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using CmpPromoter.Specs.Setting;

namespace CmpPromoter.Specs.Daemon;

/// <summary>Whoever reached the socket, and does not speak as a render does.</summary>
public sealed class HostileClients
{
    private const string Path = "/v1/promotions";

    [Theory(Timeout = DaemonWorld.TimeoutMilliseconds)]
    [InlineData("", "it is not the JSON of a promotion")]
    [InlineData("null", "it is null")]
    [InlineData("[1,2]", "it is not the JSON of a promotion")]
    [InlineData("{\"caller\":{},\"images\":null}", "it ")]
    [InlineData("{\"caller\":{\"project\":7},\"images\":[]}", "it is not the JSON of a promotion")]
    [InlineData("{\"caller\":{},\"images\":[null]}", "image '': the image reference is empty")]
    [InlineData("{\"caller\":{},\"images\":[{\"reference\":\"UPPER/case\"}]}", "image 'UPPER/case': ")]
    [InlineData("{\"caller\":{\"application\":\"a\\nb\"},\"images\":[]}", "its application is no name")]
    [InlineData("{\"caller\":{}}", "it is not the JSON of a promotion")]
    public async Task Garbage_is_refused_in_one_sentence_and_the_daemon_goes_on(string body, string reason)
    {
        await using var world = await DaemonWorld.StartAsync();
        using var http = world.CreateClient();

        var (status, answer) = await PostAsync(http, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("{\"error\":{\"kind\":\"usage\",\"message\":\"the request cannot be used: ", answer, StringComparison.Ordinal);
        Assert.Contains(reason, System.Text.RegularExpressions.Regex.Unescape(answer), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/v1/status", UriKind.Relative))).StatusCode);
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task A_request_of_more_than_a_mebibyte_or_two_thousand_images_is_not_taken()
    {
        await using var world = await DaemonWorld.StartAsync();
        using var http = world.CreateClient();
        var tooLarge = await SendAsync(world, $"POST {Path} HTTP/1.1\r\nHost: x\r\nContent-Length: {(1024 * 1024) + 1}\r\n\r\n");
        var many = string.Join(',', Enumerable.Range(0, 2001).Select(n => $"{{\"reference\":\"a.example/b:{n}\"}}"));

        var (tooMany, answer) = await PostAsync(http, $"{{\"caller\":{{}},\"images\":[{many}]}}");

        Assert.StartsWith("HTTP/1.1 413", tooLarge, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, tooMany);
        Assert.Contains("2001 images", answer, StringComparison.Ordinal);
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task Fields_that_name_registries_and_roles_change_nothing()
    {
        await using var world = await DaemonWorld.StartAsync(
            more: "policy: {projects: [{project: team-b, repositories: [\"team-b/**\"]}]}");
        world.Accounts.Offer("team-a/api", "1");
        using var http = world.CreateClient();

        var (_, answer) = await PostAsync(http, $$"""
            {"caller":{"project":"team-a","isAdmin":true},"policy":"off","roleArn":"arn:aws:iam::1:role/x","source":"http://evil.example",
            "images":[{"reference":"{{world.Accounts.Production.RegistryName}}/team-a/api:1","source":"http://evil.example"}]}
            """);

        Assert.Contains("project team-a may not promote repository team-a/api", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Accounts.Log.Entries, entry => entry.Operation == "PutManifest");
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task Connections_that_say_nothing_or_little_keep_no_render_waiting()
    {
        await using var world = await DaemonWorld.StartAsync();
        world.Accounts.Offer("team/api", "1");
        using var overlay = world.Accounts.OverlayNaming("team/api:1");
        var idlers = new List<Socket>();
        try
        {
            for (var n = 0; n < 200; n++)
            {
                var idler = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                idlers.Add(idler);
                await idler.ConnectAsync(new UnixDomainSocketEndPoint(world.SocketPath));
                var begun = n % 2 == 0 ? "" : $"POST {Path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{{";
                await idler.SendAsync(Encoding.ASCII.GetBytes(begun));
            }

            (await world.GenerateAsync(overlay)).AssertSucceeded(await overlay.KustomizeAsync());
        }
        finally
        {
            idlers.ForEach(idler => idler.Dispose());
        }
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task What_is_no_HTTP_is_answered_and_closed()
    {
        await using var world = await DaemonWorld.StartAsync();

        var answer = await SendAsync(world, "this is no HTTP\r\n\r\n");

        Assert.Matches("^HTTP/1.1 (400|505) ", answer); // Kestrel takes the last word for a version.
    }

    /// <returns>All that is answered until the daemon closes.</returns>
    private static async Task<string> SendAsync(DaemonWorld world, string text)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(world.SocketPath));
        await socket.SendAsync(Encoding.ASCII.GetBytes(text));
        using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static async Task<(HttpStatusCode Status, string Answer)> PostAsync(HttpClient http, string body)
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var answer = await http.PostAsync(new Uri(Path, UriKind.Relative), content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
