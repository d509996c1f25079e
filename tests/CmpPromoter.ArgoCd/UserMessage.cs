namespace CmpPromoter.ArgoCd;

/// <summary>Puts together what a user reads in Argo CD.</summary>
internal static class UserMessage
{
    /// <summary>The condition for an error of the controller's call, which begins with "rpc error".</summary>
    public static RenderResult Failed(string rpcError, bool isCached) => new()
    {
        Manifests = [],
        Condition = $"ComparisonError: Failed to load target state: failed to generate manifest for source 1 of 1: {rpcError}",
        IsCached = isCached,
    };

    public static RenderResult Succeeded(PluginReply reply) => new()
    {
        Manifests = reply.Manifests,
        Condition = null,
        IsCached = false,
        Log = reply.Log,
        PeakMemoryBytes = reply.PeakMemoryBytes,
    };
}
