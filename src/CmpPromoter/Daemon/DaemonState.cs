using CmpPromoter.DaemonApi;

namespace CmpPromoter.Daemon;

/// <summary>Whether the daemon takes new work, and by which configuration. Safe for concurrent use.</summary>
internal sealed class DaemonState(StatusConfiguration loaded)
{
    private volatile bool isDraining;
    private volatile StatusConfiguration configuration = loaded;

    /// <summary>It was asked to stop: what is under way goes on for its grace time, and nothing new begins.</summary>
    public bool IsDraining => isDraining;

    public StatusConfiguration Configuration => configuration;

    public void Drain() => isDraining = true;

    public void Configured(StatusConfiguration now) => configuration = now;
}
