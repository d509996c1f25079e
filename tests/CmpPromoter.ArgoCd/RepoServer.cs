using System.Collections.Concurrent;

namespace CmpPromoter.ArgoCd;

/// <summary>
/// Argo CD's repo-server and controller around a plugin: the time a render has, the manifest cache, and the pause after
/// failures that are repeated from the cache.
/// </summary>
/// <remarks>argo-cd v3.5.1, reposerver/repository/repository.go and controller/state.go.</remarks>
public sealed class RepoServer(CmpServer plugins, RepoServerOptions options, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How much earlier than its caller cmp-server gives up.</summary>
    private static readonly TimeSpan PluginTimeoutBuffer = TimeSpan.FromMilliseconds(100);

    private readonly ManifestCache cache = new(options, time);
    private readonly ConcurrentBag<Task> running = [];

    /// <summary>A render of one commit, from the cache where it can be; a hard refresh asks the plugin in every case.</summary>
    public async Task<RenderResult> GenerateAsync(ManifestRequest request, bool isHardRefresh = false)
    {
        if (!isHardRefresh && cache.Find(request) is { } cached)
        {
            return cached;
        }

        using var controllerDeadline = new CancellationTokenSource(options.Timeout, time);
        var render = RenderAsync(request, options.Timeout);
        running.Add(render);
        try
        {
            return await render.WaitAsync(controllerDeadline.Token);
        }
        catch (OperationCanceledException)
        {
            // The controller's own clock; whatever cmp-server still answers nobody reads.
            return UserMessage.Failed("rpc error: code = DeadlineExceeded desc = context deadline exceeded", isCached: false);
        }
    }

    /// <summary>A render of files that a user uploaded (<c>app diff --local --server-side-generate</c>): no deadline, no commit.</summary>
    public Task<RenderResult> GenerateFromFilesAsync(ManifestRequest request)
    {
        var render = RenderAsync(request with { Revision = "streamed" }, timeout: null);
        running.Add(render);
        return render;
    }

    /// <summary>Waits for every call that is still under way, then for cmp-server.</summary>
    public async ValueTask DisposeAsync()
    {
        await plugins.DisposeAsync();
        await Task.WhenAll(running);
    }

    private async Task<RenderResult> RenderAsync(ManifestRequest request, TimeSpan? timeout)
    {
        using var ownDeadline = timeout is { } whole ? new CancellationTokenSource(whole, time) : new CancellationTokenSource();
        using var pluginDeadline = timeout is { } length
            ? new CancellationTokenSource(length > PluginTimeoutBuffer ? length - PluginTimeoutBuffer : TimeSpan.Zero, time)
            : new CancellationTokenSource();
        try
        {
            var reply = await plugins.GenerateManifestAsync(
                new PluginRequest { Checkout = request.Checkout, Path = request.Path, Environment = request.Environment() },
                pluginDeadline.Token);
            RefuseWhatIsNoResource(reply);
            cache.Keep(request, reply);
            return UserMessage.Succeeded(reply);
        }
        catch (CmpException fault)
        {
            var answer = ownDeadline.IsCancellationRequested
                ? "error generating manifests in cmp: rpc error: code = DeadlineExceeded desc = context deadline exceeded"
                : fault.Message.StartsWith("failed to convert", StringComparison.Ordinal)
                    ? fault.Message
                    : $"error generating manifests in cmp: rpc error: code = Unknown desc = {fault.Message}";
            var error = $"CMP processing failed for application \"{request.Application}\": {answer}";
            cache.KeepFailure(request, error);
            return UserMessage.Failed($"rpc error: code = Unknown desc = {error}", isCached: false);
        }
    }

    private static void RefuseWhatIsNoResource(PluginReply reply)
    {
        if (reply.Manifests.FirstOrDefault(manifest => manifest["kind"] is null) is { } manifest)
        {
            throw new CmpException(
                "failed to convert CMP manifests to unstructured objects: failed to unmarshal manifest: "
                + $"Object 'Kind' is missing in '{manifest.ToJsonString()}'");
        }
    }
}
