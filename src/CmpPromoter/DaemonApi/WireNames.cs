using CmpPromoter.Diagnostics;
using CmpPromoter.Promotion;

namespace CmpPromoter.DaemonApi;

/// <summary>The paths, bounds and words that both ends of the socket know.</summary>
internal static class WireNames
{
    public const string DefaultSocket = "/var/run/cmp-promoter/promoter.sock";

    /// <summary>sizeof(sockaddr_un.sun_path) less its end, on Linux.</summary>
    public const int MaxSocketChars = 107;

    public const string PromotionsPath = "/v1/promotions";

    public const string StatusPath = "/v1/status";

    public const string LinesType = "application/x-ndjson";

    /// <summary>The daemon ends: the same request may be sent to the next one.</summary>
    public const string Stopping = "stopping";

    /// <summary>Ample for the images of the largest overlays.</summary>
    public const int MaxRequestBytes = 1024 * 1024;

    public const int MaxImages = 2000;

    /// <summary>2000 images that all fail with a registry's longest sentence.</summary>
    public const int MaxLineBytes = 8 * 1024 * 1024;

    public static string Of(FailureKind kind) => kind switch
    {
        FailureKind.Usage => "usage",
        FailureKind.Image => "image",
        FailureKind.Budget => "budget",
        FailureKind.Bug => "bug",
        _ => "remote",
    };

    /// <summary>What a newer daemon calls by a name that this program does not know is for another attempt to mend.</summary>
    public static FailureKind KindOf(string name) => name switch
    {
        "usage" => FailureKind.Usage,
        "image" => FailureKind.Image,
        "budget" => FailureKind.Budget,
        "bug" => FailureKind.Bug,
        _ => FailureKind.Remote,
    };

    public static string Of(StepState state) => state.ToString().ToLowerInvariant();

    /// <returns>Absent for a state that this program does not know.</returns>
    public static StepState? StateOf(string name) => Enum.GetValues<StepState>()
        .Cast<StepState?>().FirstOrDefault(state => Of(state!.Value) == name);
}
