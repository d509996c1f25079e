using System.Net;
using System.Net.Sockets;
using CmpPromoter.Oci;
using CmpPromoter.Registry;

namespace CmpPromoter.Tests.Registry;

public sealed class RedirectTests : WireTest
{
    private static readonly byte[] Content = "the content of a blob"u8.ToArray();
    private static readonly Descriptor Blob = RegistryClient.Describe(Content);
    private static readonly RegistryCredential Credential = StaticCredentials.User("canary");

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Credentials_never_reach_the_server_that_a_redirect_leads_to()
    {
        await using var storage = await ScriptedRegistry.StartAsync((context, _) => AnswerAsync(context, Content));
        await using var server = await ScriptedRegistry.StartAsync((context, _) =>
        {
            Redirect(context, $"{storage.Endpoint}bucket/blob?X-Amz-Signature=secret");
            return Task.CompletedTask;
        });
        using var client = new RegistryClient(server.Endpoint, new StaticCredentials(Credential));

        Assert.Equal(Content, await client.ReadBlobAsync(Blob, TestToken));

        Assert.StartsWith("Basic ", server.Requests.Single().Authorization, StringComparison.Ordinal);
        Assert.Equal("", storage.Requests.Single().Authorization);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_resumed_download_asks_the_registry_for_a_fresh_URL()
    {
        await using var storage = await ScriptedRegistry.StartAsync(async (context, before) =>
        {
            if (before == 0)
            {
                await CutAsync(context, Content, sentBytes: 5);
                return;
            }

            context.Response.Headers.ContentRange = $"bytes 5-{Content.Length - 1}/{Content.Length}";
            await AnswerAsync(context, Content.AsMemory(5), status: 206);
        });
        await using var server = await ScriptedRegistry.StartAsync((context, before) =>
        {
            Redirect(context, $"{storage.Endpoint}blob?signature={before}");
            return Task.CompletedTask;
        });
        using var client = new RegistryClient(server.Endpoint);

        Assert.Equal(Content, await client.ReadBlobAsync(Blob, TestToken));

        Assert.Equal(["GET /blob?signature=0", "GET /blob?signature=1"], storage.Lines);
        Assert.Equal("bytes=5-", storage.Requests[1].Headers["Range"]);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_refusal_of_the_storage_is_told_without_its_signature()
    {
        await using var storage = await ScriptedRegistry.StartAsync((context, _) => AnswerAsync(
            context, 403, "<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", "application/xml"));
        await using var server = await ScriptedRegistry.StartAsync((context, _) =>
        {
            Redirect(context, $"{storage.Endpoint}blob?X-Amz-Signature=canary");
            return Task.CompletedTask;
        });
        using var client = new RegistryClient(server.Endpoint);

        var refusal = await RefusedAsync(() => client.ReadBlobAsync(Blob, TestToken), RegistryFault.Forbidden);

        Assert.Equal($"GET {storage.Endpoint}blob?…: 403 AccessDenied: Request has expired", refusal.Message);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Redirects_end_after_five()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) =>
        {
            Redirect(context, "/v2/again");
            return Task.CompletedTask;
        });
        using var client = new RegistryClient(server.Endpoint);

        await RefusedAsync(() => client.ReadBlobAsync(Blob, TestToken), RegistryFault.Protocol);

        Assert.Equal(6, server.Requests.Length);
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData("http://127.0.0.1/x")]
    [InlineData("http://localhost/x")]
    [InlineData("http://2130706433/x")]
    [InlineData("http://[::1]/x")]
    [InlineData("http://[::ffff:127.0.0.1]/x")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[fd00:ec2::254]/latest/meta-data")]
    [InlineData("http://10.0.0.1/x")]
    [InlineData("https://192.168.1.1/x")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/x")]
    [InlineData("ftp://storage.example.com/x")]
    [InlineData("https://user:password@storage.example.com/x")]
    [InlineData("file:///etc/passwd")]
    public async Task A_public_registry_cannot_lead_inside(string location)
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) =>
        {
            Redirect(context, location);
            return Task.CompletedTask;
        });
        using var client = new RegistryClient(new Uri("http://192.0.2.1"), handler: Reroute(server));

        await RefusedAsync(() => client.ReadBlobAsync(Blob, TestToken), RegistryFault.Protocol);

        Assert.Single(server.Requests);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_name_that_resolves_to_this_machine_is_not_connected_to_for_a_public_registry()
    {
        await using var server = await ScriptedRegistry.StartAsync((context, _) => AnswerAsync(context, 200));
        var site = new RegistrySite(RegistryHost.Parse("registry.example.com"), new Uri("http://192.0.2.1"));
        using var http = new HttpMessageInvoker(RegistryHttp.CreateHandler(site, caFile: null, maxConnections: 1));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://localhost:{server.Endpoint.Port}/");

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request, TestToken));

        var refusal = Assert.IsType<RegistryException>(fault.InnerException);
        Assert.Equal(RegistryFault.Protocol, refusal.Fault);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task From_https_a_redirect_never_leads_to_http()
    {
        var site = new RegistrySite(
            RegistryHost.Parse("registry.example.com"), new Uri("https://registry.example.com"));
        using var request = new HttpRequestMessage(HttpMethod.Get, site.Api("team/api/blobs/x"));
        using var response = new HttpResponseMessage(HttpStatusCode.Redirect) { RequestMessage = request };
        response.Headers.Location = new Uri("http://storage.example.com/x");
        using var answer = new RegistryAnswer(site.Host, request, response, ErrorBody.None, TimeProvider.System);

        await RefusedAsync(
            async () => await RedirectPolicy.NextAsync(site, answer, TestToken), RegistryFault.Protocol);
    }

    /// <summary>Whatever the URL, the connection goes to <paramref name="server"/>.</summary>
    private static SocketsHttpHandler Reroute(ScriptedRegistry server) => new()
    {
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, server.Endpoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };
}
