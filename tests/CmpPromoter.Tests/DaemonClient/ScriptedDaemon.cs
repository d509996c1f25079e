using System.Net;
using System.Net.Sockets;
using System.Text;
using CmpPromoter.Testing;

namespace CmpPromoter.Tests.DaemonClient;

/// <summary>A socket that answers one request after another with what it was told; an empty answer is a connection that is closed.</summary>
internal sealed class ScriptedDaemon : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Task serving;
    private readonly CancellationTokenSource stopping = new();

    public ScriptedDaemon(params string[] answers)
    {
        SocketPath = Path.Combine(directory.Path, "promoter.sock");
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen();
        serving = ServeAsync(answers);
    }

    public string SocketPath { get; }

    public int Requests { get; private set; }

    public static string Answer(HttpStatusCode status, string line) =>
        $"HTTP/1.1 {(int)status} X\r\nContent-Type: application/x-ndjson\r\nContent-Length: {Encoding.UTF8.GetByteCount(line)}\r\nConnection: close\r\n\r\n{line}";

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        listener.Dispose();
        stopping.Dispose();
        directory.Dispose();
    }

    private async Task ServeAsync(string[] answers)
    {
        foreach (var answer in answers)
        {
            using var connection = await listener.AcceptAsync(stopping.Token);
            var buffer = new byte[64 * 1024];
            await connection.ReceiveAsync(buffer, stopping.Token);
            Requests++;
            await connection.SendAsync(Encoding.UTF8.GetBytes(answer), stopping.Token);
        }
    }
}
