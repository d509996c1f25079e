namespace CmpPromoter.Diagnostics;

/// <summary>What kind of thing went wrong; the numeric value is the process's exit code and is listed in the README.</summary>
internal enum FailureKind
{
    /// <summary>The command line or the configuration file cannot be used.</summary>
    Usage = 2,

    /// <summary>kustomize could not be started, failed, or rendered nothing usable.</summary>
    Render = 3,

    /// <summary>An image is missing at every place it could come from, or may not be promoted.</summary>
    Image = 4,

    /// <summary>A registry or an AWS call failed.</summary>
    Remote = 5,

    /// <summary>The time budget ended before every copy did.</summary>
    Budget = 6,

    /// <summary>A bug in this program.</summary>
    Bug = 70,

    /// <summary>SIGINT: 128 + 2, as shells count.</summary>
    Interrupted = 130,

    /// <summary>SIGTERM: 128 + 15, as shells count.</summary>
    Terminated = 143,
}
