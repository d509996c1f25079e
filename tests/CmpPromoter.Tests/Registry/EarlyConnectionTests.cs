using System.Net;
using System.Security.Cryptography.X509Certificates;
using CmpPromoter.Registry;
using CmpPromoter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Registry;

public sealed class EarlyConnectionTests : IDisposable
{
    private const int TimeoutMilliseconds = 30_000;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider time = new();
    private readonly TlsIdentity tls = new();

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_request_goes_over_the_connection_that_was_open_before_it(bool isSecure)
    {
        await using var server = new PlainServer(isSecure ? tls : null);
        using var client = new Client(this, server);

        await client.Early.OpenAsync();
        await server.SeeConnectionsAsync(1);
        await client.AskAsync(server.Endpoint);

        Assert.Equal((1, 1), (server.Connections, server.Requests));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_request_that_comes_while_it_is_being_opened_waits_for_it()
    {
        await using var server = new PlainServer(tls);
        using var client = new Client(this, server);

        var opening = client.Early.OpenAsync();
        await client.AskAsync(server.Endpoint);
        await opening;

        Assert.Equal((1, 1), (server.Connections, server.Requests));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task One_that_the_server_has_closed_is_not_used()
    {
        await using var server = new PlainServer(tls: null) { ClosesAtOnce = 1 };
        using var client = new Client(this, server);

        await client.Early.OpenAsync();
        await server.SeeConnectionsAsync(1);
        await client.AskAsync(server.Endpoint);

        Assert.Equal((2, 1), (server.Connections, server.Requests));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task One_that_has_waited_too_long_is_not_used()
    {
        await using var server = new PlainServer(tls: null);
        using var client = new Client(this, server);

        await client.Early.OpenAsync();
        time.Advance(EarlyConnection.MaxAge);
        await client.AskAsync(server.Endpoint);

        Assert.Equal((2, 1), (server.Connections, server.Requests));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Another_server_is_not_asked_over_it()
    {
        await using var server = new PlainServer(tls: null);
        await using var other = new PlainServer(tls: null);
        using var client = new Client(this, server);

        await client.Early.OpenAsync();
        await client.AskAsync(other.Endpoint);

        Assert.Equal((1, 1), (other.Connections, other.Requests));
        Assert.Equal(0, server.Requests);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_certificate_that_nobody_vouches_for_is_left_to_the_request_to_refuse()
    {
        await using var server = new PlainServer(tls);
        using var client = new Client(this, server, isTrusting: false);

        await client.Early.OpenAsync();
        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => client.AskAsync(server.Endpoint));

        Assert.Equal(HttpRequestError.SecureConnectionError, refusal.HttpRequestError);
        Assert.Equal(0, server.Requests);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_server_that_never_answers_is_given_up()
    {
        await using var server = new PlainServer(tls) { IsSilent = true };
        using var client = new Client(this, server);

        var opening = client.Early.OpenAsync();
        await server.SeeConnectionsAsync(1);
        time.Advance(ConnectTimeout);

        await opening;
    }

    public void Dispose() => tls.Dispose();

    private sealed class Client : IDisposable
    {
        private readonly HttpMessageInvoker http;

        public Client(EarlyConnectionTests test, PlainServer server, bool isTrusting = true)
        {
            var handler = new SocketsHttpHandler();
            if (isTrusting)
            {
                handler.SslOptions.RemoteCertificateValidationCallback =
                    (_, certificate, _, _) => certificate is X509Certificate2 shown && shown.Thumbprint == test.tls.Thumbprint;
            }

            Early = new EarlyConnection(server.Endpoint, ConnectTimeout, test.time)
            {
                Validation = handler.SslOptions.RemoteCertificateValidationCallback,
            };
            Early.AttachTo(handler);
            http = new HttpMessageInvoker(handler);
        }

        public EarlyConnection Early { get; }

        public async Task AskAsync(Uri server)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, server);
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        public void Dispose()
        {
            http.Dispose();
            Early.Dispose();
        }
    }
}
