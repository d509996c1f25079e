using System.Net.Sockets;
using CmpPromoter.DaemonApi;
using CmpPromoter.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Daemon;

/// <summary>
/// The place of the daemon's socket: checked before it is used, cleared of a socket that nobody answers and of nothing else,
/// and open to its owner and group only. Whoever may write to the socket may ask for promotions: its mode is the fence.
/// </summary>
internal sealed partial class SocketFile(string path, ILogger logger)
{
    /// <summary>open(2) on a socket: ENXIO.</summary>
    private const int NoSuchDeviceOrAddress = 6;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <exception cref="PromoterException">No socket can be made there; the message says why.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (Path.Length > WireNames.MaxSocketChars)
        {
            throw Refuse($"has more than {WireNames.MaxSocketChars} characters, which no unix socket can have. Choose a shorter path");
        }

        var directory = System.IO.Path.GetDirectoryName(Path) ?? "/";
        if (!Directory.Exists(directory))
        {
            throw Refuse($"the directory {SafeText.OneLine(directory)} does not exist. Create it, or mount it into this container");
        }

        var mode = File.GetUnixFileMode(directory);
        if (mode.HasFlag(UnixFileMode.OtherWrite) && !mode.HasFlag(UnixFileMode.StickyBit) && !IsVolume(directory))
        {
            Log.OpenDirectory(logger, directory);
        }

        if (new FileInfo(Path).LinkTarget is not null)
        {
            throw Refuse("is a symbolic link. Name the socket itself");
        }

        if (System.IO.Path.Exists(Path))
        {
            await RemoveStaleAsync(cancellationToken);
        }
    }

    /// <summary>To be called as soon as the socket is there.</summary>
    public void Restrict() => File.SetUnixFileMode(
        Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);

    /// <summary>Whether something is mounted there: an emptyDir is open to everyone, and who sees it is decided by who mounts it, and how.</summary>
    /// <remarks>https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html: the fifth field is the mount point.</remarks>
    private static bool IsVolume(string directory) =>
        File.ReadLines("/proc/self/mountinfo").Any(mount => mount.Split(' ') is [_, _, _, _, var point, ..] && point == directory);

    private async Task RemoveStaleAsync(CancellationToken cancellationToken)
    {
        if (!IsSocket())
        {
            throw Refuse("exists and is no socket. Remove it, or choose another path");
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(Path), cancellationToken);
        }
        catch (SocketException refusal) when (refusal.SocketErrorCode is SocketError.ConnectionRefused)
        {
            // Left by a daemon that was killed.
            File.Delete(Path);
            return;
        }
        catch (SocketException refusal)
        {
            throw Refuse($"exists and cannot be asked whether a daemon listens ({refusal.SocketErrorCode}). Remove it, or choose another path");
        }

        throw Refuse("another daemon listens there. Stop it, or choose another path");
    }

    private bool IsSocket()
    {
        try
        {
            // For both directions: a named pipe would wait for its other end.
            using var handle = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return false;
        }
        catch (IOException fault)
        {
            return fault.HResult == NoSuchDeviceOrAddress;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private PromoterException Refuse(string why) => new(FailureKind.Usage, $"--socket {SafeText.OneLine(Path)}: {why}");

    private static partial class Log
    {
        [LoggerMessage(702, LogLevel.Warning,
            "everyone may write to {Directory}, and so put another socket in the place of this one: take that right away, or choose another directory")]
        public static partial void OpenDirectory(ILogger logger, string directory);
    }
}
