using System.Net;
using System.Net.Sockets;
using CliWrap;

namespace CmpPromoter.Testing;

/// <summary>A CNCF distribution registry on a loopback port of its own, with its access log; stopped when it is disposed.</summary>
public sealed class DockerRegistryProcess : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> requests = [];
    private Task process = Task.CompletedTask;

    private DockerRegistryProcess(int port)
    {
        Host = $"127.0.0.1:{port}";
    }

    /// <summary>host:port, as it stands in an image reference.</summary>
    public string Host { get; }

    public Uri Endpoint => new($"http://{Host}");

    /// <summary>Where the registry keeps its blobs and links.</summary>
    public string StorageDirectory => Path.Combine(directory.Path, "data");

    /// <summary>"METHOD /path" of every request since the start or the last <see cref="ForgetRequests"/>.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (requests)
            {
                return [.. requests];
            }
        }
    }

    /// <param name="extraConfiguration">YAML lines appended to the registry's configuration, such as an <c>auth:</c> section.</param>
    public static async Task<DockerRegistryProcess> StartAsync(string extraConfiguration = "")
    {
        var program = ExternalTool.DockerRegistry();
        var registry = new DockerRegistryProcess(FreePort());
        await registry.RunAsync(program, extraConfiguration);
        return registry;
    }

    public void ForgetRequests()
    {
        lock (requests)
        {
            requests.Clear();
        }
    }

    public async ValueTask DisposeAsync()
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
            {extraConfiguration}
            """);
        process = Cli.Wrap(program)
            .WithArguments(["serve", configuration])
            .WithEnvironmentVariables(variables => variables.Set("OTEL_TRACES_EXPORTER", "none"))
            .WithStandardOutputPipe(PipeTarget.ToDelegate(Read))
            .WithStandardErrorPipe(PipeTarget.ToDelegate(Read))
            .ExecuteAsync(stop.Token);
        var first = await Task.WhenAny(listening.Task, process).WaitAsync(TimeSpan.FromSeconds(30));
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
            lock (requests)
            {
                requests.Add($"{words[0]} {words[1]}");
            }
        }
    }
}
