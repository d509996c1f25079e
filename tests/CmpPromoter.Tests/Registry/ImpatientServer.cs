using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CmpPromoter.Tests.Registry;

/// <summary>
/// An HTTP server on loopback that answers as soon as it has read a request's head, and hangs up on what follows: the
/// answer to a long body is lost with the connection.
/// </summary>
internal sealed class ImpatientServer : IAsyncDisposable
{
    private const int MaxHeadBytes = 16 * 1024;

    private readonly Func<string, string> answer;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<string> heads = new();
    private readonly Task accepting;

    /// <param name="answer">The whole answer to a request, by its head.</param>
    public ImpatientServer(Func<string, string> answer)
    {
        this.answer = answer;
        listener.Start();
        Endpoint = new Uri($"http://{listener.LocalEndpoint}");
        accepting = AcceptAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>Request lines and headers, in the order of arrival.</summary>
    public ImmutableArray<string> Heads => [.. heads];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(stop.Token);
            await ServeAsync(client.GetStream());
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < MaxHeadBytes && !head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
            && await stream.ReadAsync(one, stop.Token) > 0)
        {
            head.Append((char)one[0]);
        }

        heads.Enqueue(head.ToString());
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer(head.ToString())), stop.Token);
    }
}
