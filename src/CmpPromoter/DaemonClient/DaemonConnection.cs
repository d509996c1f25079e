using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using CmpPromoter.DaemonApi;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.DaemonClient;

/// <summary>
/// The way to the daemon: HTTP over its unix socket. A daemon that does not answer yet is waited for, within bounds; what keeps
/// it from answering is said in one sentence.
/// </summary>
/// <param name="socket">The socket's path.</param>
/// <param name="time">The clock of all waiting.</param>
internal sealed class DaemonConnection(string socket, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
        ConnectCallback = async (_, cancellationToken) => await ConnectAsync(socket, cancellationToken),
    });

    public string Socket => socket;

    /// <param name="method">GET, or POST with a body.</param>
    /// <param name="path">Such as <c>/v1/status</c>.</param>
    /// <param name="body">JSON; absent for none.</param>
    /// <param name="patience">How long a daemon is waited for that cannot be reached.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The head of the answer, whatever its status.</returns>
    /// <exception cref="PromoterException">No daemon answers there.</exception>
    /// <exception cref="HttpRequestException">The daemon took the request and ended the conversation.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, byte[]? body, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (socket.Length > WireNames.MaxSocketChars)
        {
            throw new PromoterException(
                FailureKind.Usage,
                $"the socket {SafeText.OneLine(socket)} has more than {WireNames.MaxSocketChars} characters, which no unix socket can have. "
                + "Choose a shorter path for the daemon's --socket");
        }

        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await http.SendAsync(Message(method, path, body), cancellationToken);
            }
            catch (HttpRequestException fault) when (fault.InnerException is SocketException { } refusal
                && fault.HttpRequestError is HttpRequestError.ConnectionError)
            {
                // A container that has just started or is being replaced answers in a moment.
                if (time.GetElapsedTime(started) >= patience)
                {
                    throw Unreachable(refusal);
                }
            }

            await PauseAsync(cancellationToken);
        }
    }

    /// <summary>Asks for nothing, so that the request that follows within seconds finds a connection.</summary>
    /// <exception cref="HttpRequestException">Nobody answers now.</exception>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        // Every version refuses it, without a body to read.
        using var refusal = await http.SendAsync(Message(HttpMethod.Head, WireNames.PromotionsPath, body: null), cancellationToken);
    }

    /// <summary>Waits a moment before the next attempt.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(Pause, time, cancellationToken);

    public void Dispose() => http.Dispose();

    private static HttpRequestMessage Message(HttpMethod method, string path, byte[]? body)
    {
        // The host means nothing on a unix socket, and HTTP wants one.
        var message = new HttpRequestMessage(method, new Uri("http://localhost" + path));
        if (Activity.Current?.Id is { } parent)
        {
            message.Headers.Add(Traces.ParentHeader, parent);
        }

        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return message;
    }

    private static async Task<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(connection, ownsSocket: true);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private PromoterException Unreachable(SocketException refusal)
    {
        var what = refusal.SocketErrorCode switch
        {
            SocketError.AccessDenied => "this user may not use that socket. Run both containers as the same user or group",
            _ when !Path.Exists(socket) => "there is no such socket. Check that 'cmp-promoter serve' runs in the same pod, with the "
                + "socket's directory mounted in both containers",
            _ => "nobody answers there. Look at the daemon's log: its container may be starting again",
        };
        return new PromoterException(
            FailureKind.Remote,
            $"the promoter daemon at {SafeText.OneLine(socket)}: {what}",
            refusal);
    }
}
