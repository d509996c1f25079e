using System.Diagnostics;
using CmpPromoter.LocalEcr;
using CmpPromoter.LocalEcr.Quotas;
using CmpPromoter.Specs.Daemon;
using CmpPromoter.Testing;

namespace CmpPromoter.Specs.Fleet;

/// <summary>Many applications' renders, one daemon, and two accounts' ECR with AWS's quotas and with blob mounting.</summary>
internal sealed class FleetWorld : IAsyncDisposable
{
    private readonly FleetSize size;
    private readonly TemporaryDirectory directory = new();

    private FleetWorld(FleetSize size, DaemonWorld world)
    {
        this.size = size;
        World = world;
        world.Accounts.Production.BlobMounting = true;
        Release(1);

        // kustomize itself would be most of what the machine does.
        var kustomize = directory.Write("bin/kustomize", "#!/bin/sh\nfor overlay; do :; done\nexec cat \"$overlay/rendered.yaml\"\n");
        File.SetUnixFileMode(kustomize, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public DaemonWorld World { get; }

    public static async Task<FleetWorld> StartAsync(FleetSize size) => new(size, await DaemonWorld.StartAsync(
        new LocalEcrOptions { Quotas = EcrQuotas.Published, DiscardUploads = true }, "daemon: {presenceTtl: 2h}"));

    /// <summary>New images for every application, and overlays that name them.</summary>
    /// <param name="number">Counts up.</param>
    public void Release(int number)
    {
        foreach (var application in Enumerable.Range(0, size.Applications))
        {
            Commit(application, number);
        }
    }

    /// <summary>Renders every application, so many at a time, again until it succeeds, as Argo CD does.</summary>
    /// <param name="failed">Is told of every render that fails.</param>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> RenderAllAsync(Action<ProcessResult> failed)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, size.Applications),
            new ParallelOptions { MaxDegreeOfParallelism = size.RendersAtATime, CancellationToken = TestContext.Current.CancellationToken },
            async (application, _) =>
            {
                while (await RenderAsync(application) is { ExitCode: not 0 } failure)
                {
                    failed(failure);
                }
            });
        return Stopwatch.GetElapsedTime(started);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        directory.Dispose();
    }

    private async Task<ProcessResult> RenderAsync(int application)
    {
        var overlay = OverlayOf(application);
        var result = await World.Render($"application-{application}", $"team-{application % size.Teams}")
            .With("PATH", $"{directory.Path}/bin:/usr/bin:/bin")
            .RunAsync("generate", "--config", World.ConfigurationPath, overlay);
        Assert.Equal(result.ExitCode == 0 ? await File.ReadAllBytesAsync(Path.Combine(overlay, "rendered.yaml")) : [], result.Output);
        return result;
    }

    private string OverlayOf(int application) => Path.Combine(directory.Path, $"application-{application}");

    private void Commit(int application, int release)
    {
        var images = Enumerable.Range(0, size.ImagesOfApplication).ToList();
        var tag = FleetSize.TagOf(application, release);
        foreach (var image in images)
        {
            World.Accounts.Offer(size.RepositoryOf(application, image), tag, size.SpecOf(application, image, release));
        }

        directory.Write($"application-{application}/kustomization.yaml", "resources: [rendered.yaml]\n");
        directory.Write($"application-{application}/rendered.yaml", $"""
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: application-{application}
            spec:
              template:
                spec:
                  containers:
            {string.Join('\n', images.Select(image =>
                $"      - image: {World.Accounts.Production.RegistryName}/{size.RepositoryOf(application, image)}:{tag}\n        name: service-{image}"))}

            """);
    }
}
