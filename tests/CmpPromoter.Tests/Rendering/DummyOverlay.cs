using System.Net.Sockets;
using System.Runtime.InteropServices;
using CmpPromoter.Configuration;
using CmpPromoter.Rendering;
using CmpPromoter.Testing;
using CmpPromoter.Tests.Ecr;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Tests.Rendering;

/// <summary>An overlay directory, and a directory for PATH whose kustomize is DummyKustomize.</summary>
internal sealed class DummyOverlay : IDisposable
{
    /// <summary>Sentinel that fails a test instead of a build when a signal never comes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory directory = new();
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public DummyOverlay()
    {
        directory.Write("overlay/kustomization.yaml", "resources: []\n");
        var dotnet = System.IO.Path.GetFullPath("../../../dotnet", RuntimeEnvironment.GetRuntimeDirectory());
        var dummy = System.IO.Path.Combine(AppContext.BaseDirectory, "dummy-kustomize.dll");
        WriteProgram(
            System.IO.Path.Combine(BinDirectory, "kustomize"),
            $"""
            #!/bin/sh
            # What was given to this process, before the shell adds its own.
            /bin/cat "/proc/$$/environ" > '{EnvironmentFile}'
            exec '{dotnet}' '{dummy}' "$@"
            """);
    }

    /// <summary>The overlay's full path.</summary>
    public string Path => System.IO.Path.Combine(directory.Path, "overlay");

    public string BinDirectory => System.IO.Path.Combine(directory.Path, "bin");

    /// <summary>The arguments that kustomize got.</summary>
    public IReadOnlyList<string> Arguments => File.ReadAllLines(System.IO.Path.Combine(Path, "arguments"));

    /// <summary>The whole environment that kustomize got, as NAME=value, sorted.</summary>
    public IReadOnlyList<string> Environment =>
        [.. File.ReadAllText(EnvironmentFile).Split('\0', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private string EnvironmentFile => System.IO.Path.Combine(directory.Path, "environment");

    /// <summary>Tells DummyKustomize what to do; see its Program.cs.</summary>
    public DummyOverlay With(string file, string content)
    {
        directory.Write($"overlay/{file}", content);
        return this;
    }

    public DummyOverlay With(string file, byte[] content)
    {
        File.WriteAllBytes(System.IO.Path.Combine(Path, file), content);
        return this;
    }

    /// <summary>Writes a file that may be executed.</summary>
    public static void WriteProgram(string path, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!); // A program has a directory.
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public KustomizeRenderer Renderer(
        ImmutableArray<string>? buildOptions = null,
        ImmutableArray<string>? passEnvironment = null,
        ProcessEnvironment? environment = null,
        ILogger<KustomizeRenderer>? logger = null,
        int maxOutputBytes = KustomizeRenderer.DefaultMaxOutputBytes) => new(
            new RenderOptions { BuildOptions = buildOptions ?? [], PassEnvironment = passEnvironment ?? [] },
            environment ?? new ProcessEnvironment([KeyValuePair.Create("PATH", BinDirectory)]),
            logger ?? new RecordingLogger<KustomizeRenderer>(),
            maxOutputBytes);

    /// <summary>Must be called before kustomize starts to hang.</summary>
    public void Listen()
    {
        listener.Bind(new UnixDomainSocketEndPoint(System.IO.Path.Combine(Path, "alive")));
        listener.Listen();
    }

    /// <summary>A process that hangs: the connection lives as long as it does.</summary>
    public async Task<Socket> AcceptAsync() => await listener.AcceptAsync().WaitAsync(Patience);

    /// <summary>Returns when the process at the other end is gone.</summary>
    public static async Task EndAsync(Socket process)
    {
        Assert.Equal(0, await process.ReceiveAsync(new byte[1]).WaitAsync(Patience));
        process.Dispose();
    }

    public void Dispose()
    {
        listener.Dispose();
        directory.Dispose();
    }
}
