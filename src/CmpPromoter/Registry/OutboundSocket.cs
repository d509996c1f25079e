using System.Net;
using System.Net.Sockets;

namespace CmpPromoter.Registry;

/// <summary>Connects as every request of this program does: small writes go out at once.</summary>
internal static class OutboundSocket
{
    /// <param name="host">A name or an address.</param>
    /// <param name="port">TCP.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SocketException">There is no such name, or nobody takes the connection.</exception>
    public static async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken) =>
        await ConnectAsync(await Dns.GetHostAddressesAsync(host, cancellationToken), port, cancellationToken);

    /// <param name="addresses">Tried one after the other.</param>
    /// <param name="port">Of each.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SocketException">None of them takes the connection.</exception>
    public static async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
