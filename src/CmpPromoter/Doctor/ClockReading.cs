using System.Globalization;
using CmpPromoter.Diagnostics;
using CmpPromoter.Registry;

namespace CmpPromoter.Doctor;

/// <summary>What a registry's answer says of this machine's clock.</summary>
/// <remarks>
/// AWS refuses what is signed more than five minutes off: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
/// </remarks>
internal static class ClockReading
{
    private const string Cure = "Set the clock of the node (chrony, the Amazon Time Sync Service)";

    private static readonly TimeSpan Refused = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Worrying = TimeSpan.FromSeconds(30);

    /// <returns>Nothing when the registry tells no time, or the same as this machine.</returns>
    public static IEnumerable<Finding> Of(string subject, PingAnswer answer, DateTimeOffset now)
    {
        var skew = answer.Date is { } date ? (now - date).Duration() : TimeSpan.Zero;
        if (skew <= Worrying)
        {
            return [];
        }

        var way = now > answer.Date ? "ahead of" : "behind";
        var text = string.Create(CultureInfo.InvariantCulture, $"this machine's clock is {skew.TotalSeconds:0} s {way} the registry's");
        return
        [
            skew > Refused
                ? Finding.Bad(subject, $"{text}; AWS refuses what is signed more than 300 s off", Cure, FailureKind.Remote)
                : Finding.Doubtful(subject, $"{text}; from 300 s on AWS refuses", Cure),
        ];
    }
}
