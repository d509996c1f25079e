using CliWrap;
using CmpPromoter.ArgoCd;
using CmpPromoter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.ArgoCd;

/// <summary>A plugin whose command is a few lines of shell, run by the emulated cmp-server over a repository of one file.</summary>
internal sealed class ScriptPlugin : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryDirectory directory = new();

    public ScriptPlugin(string script, string init = "", bool preserveFileMode = false)
    {
        foreach (var pipe in new[] { "started", "signalled", "go" })
        {
            Cli.Wrap("mkfifo").WithArguments([Outside(pipe)]).ExecuteAsync().Task.Wait(Patience);
        }

        directory.Write("checkout/app/kustomization.yaml", "resources: []\n");
        var plugin = directory.Write("plugin.yaml", $"""
            apiVersion: argoproj.io/v1alpha1
            kind: ConfigManagementPlugin
            metadata:
              name: script
            spec:
              preserveFileMode: {(preserveFileMode ? "true" : "false")}
              {(init.Length == 0 ? "" : $"init: {{command: [{Program("init", init)}]}}")}
              generate:
                command: [{Program("generate", script)}]
                args: [now]
            """);
        Server = new CmpServer(
            new CmpServerOptions
            {
                Plugin = PluginDefinition.Read(plugin),
                TemporaryDirectory = directory.Path,
                Environment = ImmutableDictionary<string, string>.Empty
                    .Add("PATH", "/usr/bin:/bin").Add("HOME", "/tmp").Add("OWN", "sidecar"),
            },
            Time);
    }

    public CmpServer Server { get; }

    /// <summary>Turned by the test: deadlines, the group's five seconds and pauses pass only then.</summary>
    public FakeTimeProvider Time { get; } = new();

    public string Checkout => Path.Combine(directory.Path, "checkout");

    /// <summary>The command as it stands in errors.</summary>
    public string Command => $"{directory.Path}/generate now";

    public PluginRequest Request(params (string Name, string Value)[] environment) => new()
    {
        Checkout = Checkout,
        Path = "app",
        Environment = [.. environment.Select(variable => KeyValuePair.Create(variable.Name, variable.Value))],
    };

    public ManifestRequest Render(string application = "shop") => new() { Checkout = Checkout, Path = "app", Application = application };

    /// <summary>A file outside the working copies; among them the named pipes started, signalled and go.</summary>
    public string Outside(string name) => Path.Combine(directory.Path, name);

    /// <summary>Waits for the line that a script writes into one of the pipes: the signal that it has come so far.</summary>
    public Task<string> ReadLineAsync(string pipe) =>
        Task.Run(() => File.ReadAllText(Outside(pipe)).TrimEnd('\n')).WaitAsync(Patience);

    /// <summary>Lets a script go on that reads from one of the pipes.</summary>
    public Task WriteLineAsync(string pipe) => Task.Run(() => File.WriteAllText(Outside(pipe), "go\n")).WaitAsync(Patience);

    /// <summary>Completes as the task does, or fails the test when it does not.</summary>
    public static Task<T> InTimeAsync<T>(Task<T> task) => task.WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        directory.Dispose();
    }

    /// <summary>$OUT is the folder of <see cref="Outside"/>.</summary>
    private string Program(string name, string script)
    {
        var path = directory.Write(name, $"#!/bin/bash\nOUT={directory.Path}\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
