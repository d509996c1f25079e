using System.Net;
using System.Net.Sockets;

namespace CmpPromoter.Specs.Setting;

/// <summary>A loopback port that nobody listens on, and that nobody else can take while a test needs it so.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort()
    {
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    /// <summary>host:port.</summary>
    public string Host => $"127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}"; // It is bound.

    public void Dispose() => socket.Dispose();
}
