using System.Collections.Concurrent;
using System.Text;

namespace CmpPromoter.ArgoCd;

/// <summary>
/// Argo CD's cmp-server as a plugin's command sees it: a private copy of the repository, the sidecar's environment under the
/// request's, nothing on stdin, outputs collected whole, and signals without warning. Any number of calls run at once.
/// </summary>
/// <remarks>argo-cd v3.5.1, cmpserver/plugin/plugin.go.</remarks>
public sealed class CmpServer : IAsyncDisposable
{
    private readonly CmpServerOptions options;
    private readonly CommandRunner runner;
    private readonly string workRoot;
    private readonly ConcurrentQueue<string> log = [];

    public CmpServer(CmpServerOptions options, TimeProvider time)
    {
        this.options = options;
        runner = new CommandRunner(options.Programs, time);
        workRoot = Path.Combine(options.TemporaryDirectory, "_cmp_server");
        if (Directory.Exists(workRoot))
        {
            Directory.Delete(workRoot, recursive: true);
        }

        Directory.CreateDirectory(workRoot, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>What cmp-server wrote into its log, a line per command.</summary>
    public ImmutableArray<string> Log => [.. log];

    /// <summary>Runs <c>init</c>, then <c>generate</c>. The deadline is the call's own, already earlier than its caller's.</summary>
    /// <exception cref="CmpException">A command failed, or its output is no YAML.</exception>
    public async Task<PluginReply> GenerateManifestAsync(PluginRequest request, CancellationToken deadline)
    {
        using var copy = new WorkingCopy(workRoot, request.Checkout, options.TarExclusions, options.Plugin.PreserveFileMode);
        var directory = copy.Enter(request.Path);
        using var context = CancellationTokenSource.CreateLinkedTokenSource(deadline);
        try
        {
            return await GenerateAsync(directory, EnvironmentOf(request), context.Token);
        }
        catch (CmpException fault)
        {
            log.Enqueue($"error: {fault.Message}");
            throw new CmpException($"error generating manifests: {fault.Message}");
        }
        finally
        {
            // The context of a gRPC call ends with the call, however it went: background children are not left alone.
            await context.CancelAsync();
        }
    }

    public ValueTask DisposeAsync() => runner.DisposeAsync();

    private async Task<PluginReply> GenerateAsync(
        string directory, ImmutableDictionary<string, string> environment, CancellationToken context)
    {
        if (options.Plugin.Init is { } init)
        {
            Record(await runner.RunAsync(init, directory, environment, context));
        }

        var end = await runner.RunAsync(options.Plugin.Generate, directory, environment, context);
        Record(end);
        var output = Encoding.UTF8.GetString(end.Output);
        try
        {
            return new PluginReply
            {
                Manifests = KubernetesYaml.ReadAll(output.EndsWith('\n') ? output[..^1] : output),
                Log = Encoding.UTF8.GetString(end.Error),
                PeakMemoryBytes = end.PeakMemoryBytes,
            };
        }
        catch (FormatException fault)
        {
            throw new CmpException($"failed to unmarshal manifest: {fault.Message}");
        }
    }

    private ImmutableDictionary<string, string> EnvironmentOf(PluginRequest request)
    {
        var environment = options.Environment.ToBuilder();
        foreach (var (name, value) in request.Environment.Where(variable => variable.Key.Length > 0))
        {
            environment[name] = value;
        }

        return environment.ToImmutable();
    }

    private void Record(ProcessEnd end) => log.Enqueue(
        end.Output.Length == 0
            ? "warning: Plugin command returned zero output"
            : $"info: Plugin command successful, stderr: {Encoding.UTF8.GetString(end.Error)}");
}
