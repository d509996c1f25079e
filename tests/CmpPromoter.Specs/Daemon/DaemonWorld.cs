using System.Net.Sockets;
using System.Text.RegularExpressions;
using CliWrap;
using CmpPromoter.LocalEcr;
using CmpPromoter.Specs.Setting;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Daemon;

/// <summary>Two accounts, a daemon with production's credentials, and renders that have none.</summary>
internal sealed partial class DaemonWorld : IAsyncDisposable
{
    public const int TimeoutMilliseconds = 120_000;

    /// <summary>Disposing ends it.</summary>
    private static readonly TimeSpan AsLongAsTheSpec = TimeSpan.FromHours(3);

    private readonly TemporaryDirectory directory = new();
    private readonly Overlay daemonOverlay;
    private int swaps;

    /// <summary>What both containers see besides.</summary>
    private ImmutableArray<(string Name, string Value)> variables = [];

    private DaemonWorld(TwoAccounts accounts)
    {
        Accounts = accounts;
        daemonOverlay = accounts.Configure(Overlay.Naming());
        ConfigurationPath = daemonOverlay.ConfigurationPath;
    }

    public TwoAccounts Accounts { get; }

    public string SocketPath => Path.Combine(directory.Path, "promoter.sock");

    /// <summary>The daemon's own file; the overlays' files are what renders see.</summary>
    public string ConfigurationPath { get; private set; }

    /// <summary>Where probes and metrics are, once it has said so.</summary>
    public Uri? Listen { get; private set; }

    public RunningPromoter? Daemon { get; private set; }

    public static async Task<DaemonWorld> StartAsync(LocalEcrOptions? options = null, string more = "", params string[] serveOptions)
    {
        var world = new DaemonWorld(await TwoAccounts.StartAsync(options));
        world.Configure(more);
        await world.ServeAsync(serveOptions);
        return world;
    }

    /// <summary>Both containers have these variables.</summary>
    public static async Task<DaemonWorld> StartWithAsync(params (string Name, string Value)[] variables)
    {
        var world = new DaemonWorld(await TwoAccounts.StartAsync()) { variables = [.. variables] };
        world.Configure("");
        await world.ServeAsync();
        return world;
    }

    /// <summary>The daemon's file is mounted as Kubernetes mounts it: a link to a link to a directory that is swapped.</summary>
    public static async Task<DaemonWorld> StartMountedAsync()
    {
        var world = new DaemonWorld(await TwoAccounts.StartAsync());
        await world.SwapMountedAsync("");
        File.CreateSymbolicLink(Path.Combine(world.directory.Path, "promotion.yaml"), "..data/promotion.yaml");
        world.ConfigurationPath = Path.Combine(world.directory.Path, "promotion.yaml");
        await world.ServeAsync();
        return world;
    }

    /// <param name="more">Lines at the end of the daemon's promotion file.</param>
    public async Task SwapMountedAsync(string more)
    {
        Configure(more);
        var version = $"..version-{swaps++}";
        directory.Write($"{version}/promotion.yaml", File.ReadAllText(daemonOverlay.ConfigurationPath));
        File.CreateSymbolicLink(Path.Combine(directory.Path, "..data_tmp"), version);
        await Cli.Wrap("mv").WithArguments(["-T", Path.Combine(directory.Path, "..data_tmp"), Path.Combine(directory.Path, "..data")]).ExecuteAsync();
    }

    /// <param name="more">Lines at the end of the daemon's promotion file.</param>
    public void Configure(string more) => Accounts.Configure(daemonOverlay, more);

    public async Task ServeAsync(params string[] serveOptions)
    {
        Daemon = WithVariables(Accounts.Promoter(patience: AsLongAsTheSpec)).Start(
            ["serve", "--config", ConfigurationPath, "--socket", SocketPath, "--listen", "127.0.0.1:0", .. serveOptions]);
        var said = await Daemon.SaysAsync("serving renders at ");
        Listen = new Uri(ListenAddress().Match(said).Value);
    }

    /// <summary>The program as a render of Argo CD's runs it: with the daemon's socket, and without credentials.</summary>
    public PromoterProcess Render(string application = "payments", string project = "team-a") => WithVariables(new PromoterProcess())
        .With("CMP_PROMOTER_SOCKET", SocketPath)
        .With("ARGOCD_APP_NAME", application)
        .With("ARGOCD_APP_PROJECT_NAME", project)
        .With("ARGOCD_APP_REVISION", "1a2b3c4d5e6f7081920a1b2c3d4e5f60718293a4")
        .Guarding(() => Accounts.IssuedPasswords);

    public Task<ProcessResult> GenerateAsync(Overlay overlay, string application = "payments", string project = "team-a") =>
        Render(application, project).RunAsync("generate", "--config", overlay.ConfigurationPath, overlay.Path);

    /// <summary>What the daemon measures, after two renders of one image that the first of them copied.</summary>
    public async Task<string> MetricsOfTwoRendersAsync()
    {
        Accounts.Offer("team/api", "1");
        using var overlay = Accounts.OverlayNaming("team/api:1");
        await GenerateAsync(overlay);
        await GenerateAsync(overlay);
        using var http = new HttpClient { BaseAddress = Listen };
        return await http.GetStringAsync("/metrics");
    }

    public async Task<ProcessResult> StopAsync(string signal = "TERM")
    {
        await Daemon!.SignalAsync(signal); // Started.
        return await Daemon.Ended;
    }

    public HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost"),
    };

    public async ValueTask DisposeAsync()
    {
        if (Daemon is { Ended.IsCompleted: false })
        {
            await StopAsync("KILL");
        }

        daemonOverlay.Dispose();
        await Accounts.DisposeAsync();
        directory.Dispose();
    }

    private PromoterProcess WithVariables(PromoterProcess process) =>
        variables.Aggregate(process, (with, variable) => with.With(variable.Name, variable.Value));

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+")]
    private static partial Regex ListenAddress();
}
