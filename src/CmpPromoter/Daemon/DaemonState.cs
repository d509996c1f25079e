namespace CmpPromoter.Daemon;

/// <summary>Whether the daemon takes new work. Safe for concurrent use.</summary>
internal sealed class DaemonState
{
    private volatile bool isDraining;

    /// <summary>It was asked to stop: what is under way goes on for its grace time, and nothing new begins.</summary>
    public bool IsDraining => isDraining;

    public void Drain() => isDraining = true;
}
