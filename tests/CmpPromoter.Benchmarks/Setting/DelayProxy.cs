using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace CmpPromoter.Benchmarks.Setting;

/// <summary>Stands before a server on loopback and holds every byte back for half a round trip in each direction.</summary>
/// <remarks>Bytes are held, not slowed down: what is sent at once arrives at once, as on a long line.</remarks>
internal sealed class DelayProxy : IAsyncDisposable
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>How much a direction may hold, as a line has only so many bytes under way.</summary>
    private const int MaxChunks = 256;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly IPEndPoint target;
    private readonly TimeSpan oneWay;
    private readonly Task accepting;

    public DelayProxy(IPEndPoint target, TimeSpan roundTrip)
    {
        this.target = target;
        oneWay = roundTrip / 2;
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Host => $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        listener.Dispose();
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
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient { NoDelay = true };
            client.NoDelay = true;
            try
            {
                await server.ConnectAsync(target, stop.Token);

                // A handshake takes a round trip, too.
                await Task.Delay(oneWay * 2, TimeProvider.System, stop.Token);
                await Task.WhenAll(
                    ForwardAsync(client.Client, server.Client), ForwardAsync(server.Client, client.Client));
            }
            catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
            {
                // Either side may go at any time.
            }
        }
    }

    private async Task ForwardAsync(Socket input, Socket output)
    {
        var held = Channel.CreateBounded<(long DueAt, byte[] Bytes)>(MaxChunks);
        var writing = WriteAsync(held.Reader, output);
        try
        {
            var buffer = new byte[ChunkBytes];
            int count;
            while ((count = await input.ReceiveAsync(buffer, stop.Token)) > 0)
            {
                await held.Writer.WriteAsync((Environment.TickCount64 + (long)oneWay.TotalMilliseconds, buffer[..count]), stop.Token);
            }
        }
        finally
        {
            held.Writer.Complete();
            await writing;
        }
    }

    private async Task WriteAsync(ChannelReader<(long DueAt, byte[] Bytes)> held, Socket output)
    {
        await foreach (var (dueAt, bytes) in held.ReadAllAsync(stop.Token))
        {
            if (dueAt - Environment.TickCount64 is > 0 and var wait)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(wait), TimeProvider.System, stop.Token);
            }

            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await output.SendAsync(bytes.AsMemory(sent), stop.Token);
            }
        }

        output.Shutdown(SocketShutdown.Send);
    }
}
