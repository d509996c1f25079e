using CmpPromoter.Diagnostics;

namespace CmpPromoter.Doctor;

/// <summary>What it means that a look gets no answer in its time.</summary>
/// <param name="Cure">What to do.</param>
/// <param name="Failure">What a render would fail with.</param>
internal sealed record Silence(string Cure, FailureKind Failure)
{
    private const string Patience = "for more patience give --timeout";

    public static readonly Silence OfRemote = new($"{Probing.NetworkCure}; {Patience}", FailureKind.Remote);

    public static readonly Silence OfKustomize = new($"See what it waits for; {Patience}", FailureKind.Render);

    /// <summary>Of the whole render, whose time is the configuration's.</summary>
    public static readonly Silence OfRendering =
        new("See what kustomize waits for, such as a base far away; copy.budget in the configuration is its time", FailureKind.Render);

    /// <summary>A socket without a daemon is refused at once; this one is held by somebody.</summary>
    public static readonly Silence OfDaemon = new(
        "The socket is held, but not served: look at the daemon's log, and whether its container lacks processor time or was paused; "
        + Patience,
        FailureKind.Remote);
}
