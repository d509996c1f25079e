using System.Globalization;
using CmpPromoter.DaemonApi;
using CmpPromoter.DaemonClient;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.Doctor;

/// <summary>Does the daemon answer on the socket that CMP_PROMOTER_SOCKET names, and does it work as this program expects?</summary>
/// <param name="socket">The socket's path.</param>
/// <param name="version">This program's.</param>
/// <param name="time">The clock of all waiting.</param>
internal sealed class DaemonExamination(string socket, string version, TimeProvider time)
{
    public const string Subject = "daemon";

    private const int MaxShownChars = 120;

    public async Task<ImmutableArray<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        using var daemon = new DaemonConnection(socket, time);
        var (status, _) = await new StatusClient(daemon).ReadAsync(cancellationToken);
        return [Answering(status), .. Doubts(status)];
    }

    private Finding Answering(StatusDocument status)
    {
        var loaded = status.Configuration.Loaded.ToString("u", CultureInfo.InvariantCulture);
        return Finding.Good(
            Subject,
            $"{SafeText.OneLine(socket, MaxShownChars)} answers: version {SafeText.OneLine(status.Version, MaxShownChars)}, with "
            + $"{SafeText.OneLine(status.Configuration.Path, MaxShownChars)} as it was at {loaded}");
    }

    private IEnumerable<Finding> Doubts(StatusDocument status)
    {
        if (status.Version != version)
        {
            yield return Finding.Doubtful(
                Subject, $"it is of another version than this program ({version})", "Give both containers the same image");
        }

        if (status.Configuration.Refusal is { } refusal)
        {
            yield return Finding.Doubtful(
                Subject, $"it cannot use its configuration as it is now: {SafeText.OneLine(refusal)}", "Mend the file; it is read again when it changes");
        }

        if (status.Stopping)
        {
            yield return Finding.Doubtful(
                Subject, "it was asked to stop, and takes no new work", "Run doctor again; where that does not help, see why its container ends");
        }
    }
}
