namespace CmpPromoter.Configuration;

/// <summary>How long the daemon remembers and goes on.</summary>
internal sealed record DaemonOptions
{
    /// <summary>How long the destination's answer that an image is there stands.</summary>
    public required TimeSpan PresenceTtl { get; init; }

    /// <summary>How long a copy goes on that no render waits for.</summary>
    public required TimeSpan CopyGrace { get; init; }
}
