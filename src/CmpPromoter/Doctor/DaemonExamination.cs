using System.Net.Sockets;
using System.Text;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Doctor;

/// <summary>Does the daemon answer on the socket that CMP_PROMOTER_SOCKET names?</summary>
/// <param name="socketPath">The socket.</param>
internal sealed class DaemonExamination(string socketPath)
{
    public const string Subject = "daemon";
    private const string Cure =
        "Look at the promoter container of the same pod, and whether both containers mount the socket's directory; see 'cmp-promoter serve --help'";

    private const int MaxHeadBytes = 1024;

    public async Task<ImmutableArray<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        var shown = SafeText.OneLine(socketPath, 120);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            await socket.SendAsync(
                "GET /v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken);
            var head = new byte[MaxHeadBytes];
            var count = await socket.ReceiveAsync(head, cancellationToken);
            var line = SafeText.OneLine(Encoding.Latin1.GetString(head, 0, count).Split('\r')[0], 60);
            return line.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)
                ? [Finding.Good(Subject, $"answers on {shown}")]
                : [Finding.Doubtful(Subject, $"{shown}: something answers, but not as the daemon does ({line})", Cure)];
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            return [Finding.Bad(Subject, $"{shown}: {Sentence(fault)}", Cure, FailureKind.Remote)];
        }
    }

    /// <summary>What a socket of the file system means by the words of a network.</summary>
    private static string Sentence(Exception fault) => fault switch
    {
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "there is no such socket",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "nobody listens",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => "this user may not write to it",
        _ => SafeText.OneLine(fault.Message),
    };
}
