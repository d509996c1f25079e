namespace CmpPromoter.Configuration;

/// <summary>Reads what concerns the daemon alone; every key has a default.</summary>
internal static class DaemonBinder
{
    private static readonly TimeSpan DefaultPresenceTtl = TimeSpan.FromSeconds(60);

    // Argo CD comes back after some minutes at the latest; a copy of an hour is found again by its next render.
    private static readonly TimeSpan DefaultCopyGrace = TimeSpan.FromMinutes(15);

    public static DaemonOptions Bind(ConfigSection top)
    {
        var section = top.Section("daemon", ["presenceTtl", "copyGrace"]);
        return new DaemonOptions
        {
            PresenceTtl = Duration(section, "presenceTtl") ?? DefaultPresenceTtl,
            CopyGrace = Duration(section, "copyGrace") ?? DefaultCopyGrace,
        };
    }

    private static TimeSpan? Duration(ConfigSection? section, string key) =>
        section?.Text(key, ConfigDuration.Refuse) is { } text ? ConfigDuration.Find(text) : null;
}
