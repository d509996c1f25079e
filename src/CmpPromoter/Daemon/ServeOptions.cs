using System.Net;

namespace CmpPromoter.Daemon;

/// <summary>Where the daemon is to be found, and how it stops.</summary>
internal sealed record ServeOptions
{
    /// <summary>The unix socket that renders ask over.</summary>
    public required string Socket { get; init; }

    /// <summary>Where probes and metrics are served.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>How long copies and waiting renders may go on after the daemon was asked to stop.</summary>
    public required TimeSpan Grace { get; init; }
}
