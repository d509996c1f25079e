using System.Net;
using System.Net.Sockets;
using CliWrap;

namespace CmpPromoter.Testing;

/// <summary>A CNCF distribution registry on a loopback port of its own, with its access log.</summary>
public sealed class DockerRegistryProcess : IAsyncDisposable
{
    private const string SentinelPath = "/v2/?sentinel=";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory directory;
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> requests = [];
    private readonly Dictionary<string, TaskCompletionSource> sentinels = [];
    private readonly TlsIdentity? tls;
    private Task process = Task.CompletedTask;

    private DockerRegistryProcess(int port, TemporaryDirectory directory, TlsIdentity? tls)
    {
        this.directory = directory;
        this.tls = tls;
        Host = $"127.0.0.1:{port}";
    }

    /// <summary>host:port, as it stands in an image reference.</summary>
    public string Host { get; }

    public Uri Endpoint => new($"{(tls is null ? "http" : "https")}://{Host}");

    /// <summary>Where the registry keeps its blobs and links.</summary>
    public string StorageDirectory => Path.Combine(directory.Path, "data");

    /// <param name="extraConfiguration">YAML for the registry's configuration, such as an <c>auth:</c> section.</param>
    /// <param name="sizeBytes">How much it must be able to store.</param>
    /// <param name="tls">Makes it speak HTTPS; it must live longer.</param>
    public static async Task<DockerRegistryProcess> StartAsync(
        string extraConfiguration = "", long sizeBytes = 0, TlsIdentity? tls = null)
    {
        var program = ExternalTool.DockerRegistry();
        var directory = sizeBytes == 0 ? new TemporaryDirectory() : TemporaryDirectory.WithRoomFor(sizeBytes);
        var registry = new DockerRegistryProcess(FreePort(), directory, tls);
        await registry.RunAsync(program, extraConfiguration);
        return registry;
    }

    /// <summary>"METHOD /path" of every request answered since the last call, or since the start.</summary>
    public async Task<IReadOnlyList<string>> TakeRequestsAsync()
    {
        // The log comes through a pipe: when the line of this request is there, those of all earlier ones are.
        var path = SentinelPath + Guid.NewGuid().ToString("n");
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (requests)
        {
            sentinels.Add($"GET {path}", seen);
        }

        using var handler = new SocketsHttpHandler();
        if (tls is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == tls.Thumbprint;
        }

        using var client = new HttpClient(handler) { BaseAddress = Endpoint };
        using var answer = await client.GetAsync(path);
        await seen.Task.WaitAsync(Patience);
        lock (requests)
        {
            string[] taken = [.. requests];
            requests.Clear();
            return taken;
        }
    }

    /// <summary>Turns one bit of a stored blob, as a bad disk does.</summary>
    public void Damage(string digest)
    {
        var hex = digest["sha256:".Length..];
        var path = Path.Combine(StorageDirectory, "docker", "registry", "v2", "blobs", "sha256", hex[..2], hex, "data");
        var content = File.ReadAllBytes(path);
        content[content.Length / 2] ^= 1;
        File.WriteAllBytes(path, content);
    }

    /// <summary>Ends the process; its port is closed afterwards.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        try
        {
            await process;
        }
        catch (OperationCanceledException)
        {
            // Being stopped is how this process ends.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
        directory.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task RunAsync(string program, string extraConfiguration)
    {
        var http = tls is null ? "" : $"  tls:\n    certificate: {tls.CertificatePath}\n    key: {tls.KeyPath}\n";
        var configuration = directory.Write("config.yml", $"""
            version: 0.1
            log:
              level: info
              accesslog:
                disabled: false
            storage:
              filesystem:
                rootdirectory: {StorageDirectory}
              delete:
                enabled: true
            http:
              addr: {Host}
            {http}{extraConfiguration}
            """);
        process = Cli.Wrap(program)
            .WithArguments(["serve", configuration])
            .WithEnvironmentVariables(variables => variables.Set("OTEL_TRACES_EXPORTER", "none"))
            .WithStandardOutputPipe(PipeTarget.ToDelegate(Read))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(Read))
            .ExecuteAsync(stop.Token);
        var first = await Task.WhenAny(listening.Task, process).WaitAsync(Patience);
        await first;
    }

    private void Read(string line)
    {
        if (line.Contains("listening on", StringComparison.Ordinal))
        {
            listening.TrySetResult();
        }

        // Apache combined format: 127.0.0.1 - - [date] "GET /v2/… HTTP/1.1" 200 …
        var quote = line.IndexOf('"', StringComparison.Ordinal);
        if (line.StartsWith("127.0.0.1 ", StringComparison.Ordinal) && quote > 0)
        {
            var words = line[(quote + 1)..].Split(' ');
            var request = $"{words[0]} {words[1]}";
            lock (requests)
            {
                if (sentinels.Remove(request, out var seen))
                {
                    seen.SetResult();
                }
                else
                {
                    requests.Add(request);
                }
            }
        }
    }
}
