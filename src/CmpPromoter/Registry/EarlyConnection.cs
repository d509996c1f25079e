using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace CmpPromoter.Registry;

/// <summary>
/// One connection to a server that will soon be asked something, opened and secured before the question is known, for the
/// first request that wants one. Whatever goes wrong with it is left to that request's own connection, which meets it again.
/// </summary>
/// <param name="server">Scheme, host and port of the requests that it is for.</param>
/// <param name="timeout">For opening it.</param>
/// <param name="time">The clock of the time-out and of its age.</param>
internal sealed class EarlyConnection(Uri server, TimeSpan timeout, TimeProvider time) : IDisposable
{
    /// <summary>No server hangs up so soon on a client that has not asked yet.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    private Task<Opened?>? opening;

    /// <summary>The host and port that are really connected to; absent: the server's own.</summary>
    public Uri? Via { get; init; }

    /// <summary>Judges the server's certificate; absent: the system does.</summary>
    public RemoteCertificateValidationCallback? Validation { get; init; }

    /// <summary>Lets <paramref name="handler"/>, which has not been used yet, take it.</summary>
    public void AttachTo(SocketsHttpHandler handler)
    {
        var connect = handler.ConnectCallback ?? ConnectAsync;
        handler.ConnectCallback = async (context, cancellationToken) =>
            await TakeAsync(context, cancellationToken) ?? await connect(context, cancellationToken);
    }

    /// <summary>Opens it now. Never fails; does nothing where a proxy is between.</summary>
    public async Task OpenAsync()
    {
        if (HttpClient.DefaultProxy.GetProxy(server) is null)
        {
            var attempt = TryOpenAsync();
            Abandon(Interlocked.Exchange(ref opening, attempt));
            await attempt;
        }
    }

    public void Dispose() => Abandon(Interlocked.Exchange(ref opening, null));

    private static void Abandon(Task<Opened?>? attempt) => attempt?.ContinueWith(
        static task => task.GetAwaiter().GetResult()?.Stream.Dispose(),
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        return new NetworkStream(await OutboundSocket.ConnectAsync(target.Host, target.Port, cancellationToken), ownsSocket: true);
    }

    private async ValueTask<Stream?> TakeAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var isForUs = RegistrySite.IsSameOrigin(server, context.InitialRequestMessage.RequestUri!); // Made with a URL.
        if (!isForUs || Interlocked.Exchange(ref opening, null) is not { } attempt)
        {
            return null;
        }

        if (await attempt.WaitAsync(cancellationToken) is not { } opened)
        {
            return null;
        }

        if (opened.IsOpen && time.GetElapsedTime(opened.At) < MaxAge)
        {
            return opened.Stream;
        }

        await opened.Stream.DisposeAsync();
        return null;
    }

    private async Task<Opened?> TryOpenAsync()
    {
        using var limit = new CancellationTokenSource(timeout, time);
        Stream? stream = null;
        try
        {
            var to = Via ?? server;
            var socket = await OutboundSocket.ConnectAsync(to.IdnHost, to.Port, limit.Token);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (server.Scheme == Uri.UriSchemeHttps)
            {
                stream = await SecureAsync(stream, limit.Token);
            }

            return new Opened(stream, socket, time.GetTimestamp());
        }
        catch (Exception fault) when (fault is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            return null;
        }
    }

    private async Task<Stream> SecureAsync(Stream plain, CancellationToken cancellationToken)
    {
        var secured = new SslStream(plain);
        var options = new SslClientAuthenticationOptions { TargetHost = server.IdnHost, RemoteCertificateValidationCallback = Validation };
        try
        {
            await secured.AuthenticateAsClientAsync(options, cancellationToken);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync();
            throw;
        }
    }

    private sealed record Opened(Stream Stream, Socket Socket, long At)
    {
        /// <summary>Readable without a byte to read is how a socket says that the other end has closed it.</summary>
        public bool IsOpen => !Socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) || Socket.Available > 0;
    }
}
