using System.Net;
using System.Net.Sockets;

namespace CmpPromoter.Tests.Registry;

/// <summary>A TCP proxy on loopback that resets the first connection which has sent so many bytes.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly Uri target;
    private readonly long cutAfterBytes;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private int cuts;

    public CuttingProxy(Uri target, long cutAfterBytes)
    {
        this.target = target;
        this.cutAfterBytes = cutAfterBytes;
        listener.Start();
        Endpoint = new Uri($"http://{listener.LocalEndpoint}");
        accepting = AcceptAsync();
    }

    public Uri Endpoint { get; }

    public int Cuts => cuts;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        await far.ConnectAsync(target.Host, target.Port, stop.Token);
        await Task.WhenAny(UpAsync(near, far), far.GetStream().CopyToAsync(near.GetStream(), stop.Token));
    }

    private async Task UpAsync(TcpClient near, TcpClient far)
    {
        var buffer = new byte[64 * 1024];
        for (long sent = 0; ;)
        {
            var count = await near.GetStream().ReadAsync(buffer, stop.Token);
            await far.GetStream().WriteAsync(buffer.AsMemory(0, count), stop.Token);
            sent += count;
            if (count == 0)
            {
                return;
            }

            if (sent >= cutAfterBytes && Interlocked.CompareExchange(ref cuts, 1, 0) == 0)
            {
                near.LingerState = far.LingerState = new LingerOption(enable: true, seconds: 0);
                return;
            }
        }
    }
}
