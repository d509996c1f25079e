using System.Net.Sockets;
using System.Text.Json;
using CmpPromoter.Specs.Daemon;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Doors;

/// <summary><c>doctor</c> beside a daemon, and where nothing answers.</summary>
public sealed class DoctorSpecs
{
    private const string TheWayThere = "Check the way there";

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task Beside_a_daemon_it_asks_the_daemon_and_no_registry()
    {
        await using var world = await DaemonWorld.StartAsync();
        using var overlay = world.Accounts.OverlayNaming("team/api:1");
        world.Accounts.Log.Clear();

        var result = await world.Render().With("AWS_EC2_METADATA_DISABLED", "true")
            .RunAsync("doctor", "--config", overlay.ConfigurationPath, "--overlay", overlay.Path, "--timeout", "1m");

        Assert.True(result.ExitCode == 0, result.OutputText + result.Error);
        Assert.Contains($"✓ {world.SocketPath} answers: version ", result.OutputText, StringComparison.Ordinal);
        Assert.Contains("so the daemon promotes with its own; run doctor in its container", result.OutputText, StringComparison.Ordinal);
        Assert.Contains("✓ application payments, project team-a", result.OutputText, StringComparison.Ordinal);
        Assert.Empty(world.Accounts.Log.Entries);
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task A_daemon_that_goes_on_with_an_older_configuration_is_worth_a_look()
    {
        await using var world = await DaemonWorld.StartAsync();
        using var overlay = world.Accounts.OverlayNaming("team/api:1");
        world.Configure("nonsense: true");
        await world.Daemon!.SaysAsync("nonsense"); // Started.

        var result = await world.Render().With("AWS_EC2_METADATA_DISABLED", "true")
            .RunAsync("doctor", "--config", overlay.ConfigurationPath, "--timeout", "1m");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("! it cannot use its configuration as it is now: ", result.OutputText, StringComparison.Ordinal);
    }

    [Fact(Timeout = DaemonWorld.TimeoutMilliseconds)]
    public async Task Where_nothing_answers_each_thing_is_given_up_and_named()
    {
        using var world = new SilentWorld();

        var result = await world.Promoter().RunAsync("doctor", "--config", world.ConfigurationPath, "-o", "json", "--timeout", "1s");

        Assert.Equal("", result.Error);
        using var report = JsonDocument.Parse(result.OutputText);
        Assert.Equal((3, 3), (result.ExitCode, report.RootElement.GetProperty("exitCode").GetInt32()));
        (string Text, string Cure)[] silent =
        [
            .. report.RootElement.GetProperty("findings").EnumerateArray()
                .Select(finding => (Text: finding.GetProperty("text").GetString()!, Cure: Cure(finding))) // Every finding has a text.
                .Where(finding => finding.Text.EndsWith("no answer within 1 s", StringComparison.Ordinal)),
        ];
        Assert.Equal(
            [
                ("asking kustomize for its version: no answer within 1 s", "See what it waits for"),
                ("asking AWS (STS) who this is: no answer within 1 s", "Where the pod's role comes from IRSA, or one is assumed (roleArn), STS is needed"),
                ($"reaching {world.Endpoint}: no answer within 1 s", TheWayThere),
                ("asking ECR for a token: no answer within 1 s", TheWayThere),
                ($"reaching {world.Endpoint}: no answer within 1 s", TheWayThere),
                ($"asking the daemon at {world.SocketPath}: no answer within 1 s", "The socket is held, but not served"),
            ],
            silent);
    }

    /// <summary>How it begins; it may be absent.</summary>
    private static string Cure(JsonElement finding) =>
        finding.TryGetProperty("cure", out var cure) ? cure.GetString()!.Split(';', ':')[0] : ""; // A text where it is there.

    /// <summary>A kustomize, a registry, the AWS APIs and a daemon that take what they are told and say nothing.</summary>
    private sealed class SilentWorld : IDisposable
    {
        private readonly TemporaryDirectory directory = new();
        private readonly TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        private readonly Socket daemon = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        public SilentWorld()
        {
            listener.Start();
            daemon.Bind(new UnixDomainSocketEndPoint(SocketPath));
            daemon.Listen();
            directory.Write("bin/kustomize", "#!/bin/sh\nexec sleep 1000\n");
            File.SetUnixFileMode(
                Path.Combine(directory.Path, "bin", "kustomize"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
            directory.Write("promotion.yaml", $"""
                apiVersion: cmp-promoter/v1
                kind: Promotion
                destination:
                  registry: 222222222222.dkr.ecr.us-east-1.amazonaws.com
                  endpoint: {Endpoint}
                  apiEndpoint: {Endpoint}
                sources:
                - registry: {Endpoint[7..]}
                  endpoint: {Endpoint}
                """);
        }

        public string Endpoint => $"http://{listener.LocalEndpoint}";

        public string ConfigurationPath => Path.Combine(directory.Path, "promotion.yaml");

        public string SocketPath => Path.Combine(directory.Path, "promoter.sock");

        public PromoterProcess Promoter() => new PromoterProcess().WithAwsKey("AKIA222222222222")
            .With("AWS_ENDPOINT_URL_STS", Endpoint)
            .With("CMP_PROMOTER_SOCKET", SocketPath)
            .With("PATH", $"{Path.Combine(directory.Path, "bin")}:/usr/bin:/bin");

        public void Dispose()
        {
            daemon.Dispose();
            listener.Dispose();
            directory.Dispose();
        }
    }
}
