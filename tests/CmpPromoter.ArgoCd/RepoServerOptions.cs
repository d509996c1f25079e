namespace CmpPromoter.ArgoCd;

/// <summary>repo-server's settings that a plugin feels, with Argo CD's defaults.</summary>
public sealed record RepoServerOptions
{
    /// <summary><c>controller.repo.server.timeout.seconds</c>: one whole render.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>ARGOCD_PAUSE_GEN_AFTER_FAILED_ATTEMPTS; 0 never pauses.</summary>
    public int PauseAfterFailures { get; init; } = 3;

    /// <summary>ARGOCD_PAUSE_GEN_MINUTES, from the first failure on.</summary>
    public TimeSpan PauseLength { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>ARGOCD_PAUSE_GEN_REQUESTS; 0 does not count requests.</summary>
    public int PauseRequests { get; init; }
}
