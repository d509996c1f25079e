using CliWrap;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Accounts;
using CmpPromoter.LocalEcr.Faults;
using CmpPromoter.LocalEcr.Identity;
using CmpPromoter.LocalEcr.Seeding;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Torture;

/// <summary>
/// Ten multi-platform images in one account's ECR, another account's ECR that they are promoted to over a slow line, an
/// overlay that names them all, and the program's processes. Each process has a user of its own, so that the access log
/// tells whose request is whose: a killed client's last request may end after the next process has begun.
/// </summary>
internal sealed class TortureWorld : IAsyncDisposable
{
    private const string SourceAccount = "111111111111";
    private const string DestinationAccount = "222222222222";
    private const int Repositories = 5;
    private const int TagsOfRepository = 2;

    // A cold copy takes about a second and 350 requests, so that a kill meets many of them half done.
    private static readonly LocalEcrOptions Line =
        new() { Latency = TimeSpan.FromMilliseconds(3), BytesPerSecond = 3 << 20 };

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private const string PullPolicy = $$"""
        {"Version":"2012-10-17","Statement":[{
        "Effect":"Allow","Principal":{"AWS":"arn:aws:iam::{{DestinationAccount}}:root"},
        "Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer","ecr:BatchCheckLayerAvailability"]}]}
        """;

    private readonly LocalEcrServer server;
    private readonly TemporaryDirectory directory = new();
    private readonly Overlay overlay;
    private int runs;

    private TortureWorld(LocalEcrServer server)
    {
        this.server = server;
        foreach (var image in Enumerable.Range(0, Repositories * TagsOfRepository))
        {
            Source.PushIndex(RepositoryOf(image), $"1.{image}", new IndexSpec
            {
                Image = new ImageSpec { Layers = 3, LayerBytes = 48 * 1024, SharedLayers = 1, Seed = 1 + (10 * image) },
                Attestations = image % 2 == 0,
            });
            Source.SetRepositoryPolicy(RepositoryOf(image), PullPolicy);
        }

        overlay = Overlay.Naming([.. Source.Repositories.SelectMany(
            repository => repository.Tags.Keys.Select(tag => $"{Destination.RegistryName}/{repository.Name}:{tag}"))]);
        overlay.Configure($"""
            apiVersion: cmp-promoter/v1
            kind: Promotion
            destination:
              registry: {Destination.RegistryName}
              endpoint: {server.RegistryEndpoint(DestinationAccount)}
              apiEndpoint: {server.ApiEndpoint}
            sources:
            - registry: {Source.RegistryName}
              endpoint: {server.RegistryEndpoint(SourceAccount)}
              apiEndpoint: {server.ApiEndpoint}
            copy: {"{budget: 3m}"}
            """);
        Restart();
    }

    public FaultPlan Faults => server.Faults;

    public EcrAccount Source => server.Account(SourceAccount);

    public EcrAccount Destination => server.Account(DestinationAccount);

    public IReadOnlyList<LocalEcr.Log.AccessEntry> Log => server.Log.Entries;

    /// <param name="maxRuns">How many processes there may be.</param>
    public static async Task<TortureWorld> StartAsync(int maxRuns)
    {
        var users = Enumerable.Range(1, maxRuns).Select(run => new AccessKey(KeyOf(run), UserOf(run)));
        var world = new TortureWorld(await LocalEcrServer.StartAsync(Line with
        {
            Accounts =
            [
                new EcrAccountOptions { Id = SourceAccount },
                new EcrAccountOptions { Id = DestinationAccount, AccessKeys = [.. users] },
            ],
        }));

        // kustomize itself would be most of what a run does.
        var rendered = Path.Combine(world.directory.Path, "rendered.yaml");
        await File.WriteAllBytesAsync(rendered, await world.overlay.KustomizeAsync());
        var kustomize = world.directory.Write("bin/kustomize", $"#!/bin/sh\nexec cat '{rendered}'\n");
        File.SetUnixFileMode(kustomize, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return world;
    }

    public static string UserOf(int run) => $"arn:aws:iam::{DestinationAccount}:user/run-{run}";

    /// <summary>An empty destination, whose tags cannot be moved once they are set.</summary>
    public void Restart()
    {
        server.Log.Clear();
        var options = new RepositoryOptions { TagMutability = TagMutability.Immutable };
        foreach (var image in Enumerable.Range(0, Repositories))
        {
            Destination.DeleteRepository(RepositoryOf(image));
            Destination.CreateRepository(RepositoryOf(image), options);
        }
    }

    /// <summary>Runs the program; kills it, as <c>kill -9</c> does, when it has asked for so much.</summary>
    /// <param name="killAfterRequests">Requests that it may make before; absent lets it end by itself.</param>
    /// <param name="more">Time after the last of them.</param>
    public async Task<TortureRun> RunAsync(int? killAfterRequests, TimeSpan more)
    {
        var number = ++runs;
        var instant = $"instant {number}";
        Faults.Add(new Fault
        {
            Name = instant,
            Action = new FaultAction.Hold(Task.CompletedTask),
            After = killAfterRequests ?? int.MaxValue,
        });
        var held = Destination.Repositories.ToImmutableDictionary(
            repository => repository.Name, repository => repository.Blobs);
        using var kill = new CancellationTokenSource(Patience);
        var error = new System.Text.StringBuilder();
        var process = Program(number, error).ExecuteAsync(kill.Token);
        await Task.WhenAny(Faults.Reached(instant), process.Task);
        if (killAfterRequests is not null)
        {
            await Task.Delay(more, TimeProvider.System);
            await kill.CancelAsync();
        }

        int? exitCode = null;
        try
        {
            exitCode = (await process).ExitCode;
        }
        catch (OperationCanceledException)
        {
            // Killed.
        }

        Canary.AssertSilent(server.IssuedPasswords, error.ToString());
        return new TortureRun { Number = number, ExitCode = exitCode, Error = error.ToString(), HeldBefore = held };
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        overlay.Dispose();
        directory.Dispose();
    }

    private Command Program(int run, System.Text.StringBuilder error) => Cli.Wrap(PromoterProcess.Binary)
        .WithArguments(["generate", "--config", overlay.ConfigurationPath, overlay.Path])
        .WithEnvironmentVariables(variables => variables
            .Set("PATH", $"{directory.Path}/bin:/usr/bin:/bin")
            .Set("HOME", "/nonexistent")
            .Set("AWS_ACCESS_KEY_ID", KeyOf(run))
            .Set("AWS_SECRET_ACCESS_KEY", "secret-of-the-test")
            .Set("AWS_EC2_METADATA_DISABLED", "true"))
        .WithStandardErrorPipe(PipeTarget.ToStringBuilder(error))
        .WithValidation(CommandResultValidation.None);

    private static string KeyOf(int run) => $"AKIARUN{run:D13}";

    private static string RepositoryOf(int image) => $"team/app-{image % Repositories}";
}
