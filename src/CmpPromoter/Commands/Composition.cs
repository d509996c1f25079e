using CmpPromoter.Configuration;
using CmpPromoter.DaemonClient;
using CmpPromoter.Extraction;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;
using CmpPromoter.Rendering;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Commands;

/// <summary>
/// Says <c>new</c> for every room, once per command. Building asks nothing of any registry; the rooms that need credentials
/// are built when a command first uses them, which it does not where a daemon does the work.
/// </summary>
internal sealed class Composition : IDisposable
{
    private readonly ILoggerFactory loggers;
    private readonly Lazy<PromotionRooms> rooms;
    private readonly ProcessEnvironment environment;
    private readonly DaemonConnection? daemon;

    public Composition(PromotionOptions options, ProcessEnvironment environment, TimeProvider time, LogLevel level)
    {
        Options = options;
        this.environment = environment;
        loggers = Loggers.Create(level);
        rooms = new(() => new PromotionRooms(options, environment.ApplicationName, RoomSharing.OfOneRun, time, loggers));
        Renderer = new KustomizeRenderer(options.Render, environment, loggers.CreateLogger<KustomizeRenderer>());
        Extractor = new ImageExtractor(options.Images, options.Destination.Host);
        daemon = environment.SocketPath is { } socket ? new DaemonConnection(socket, time) : null;
        Pipeline = new GeneratePipeline(Renderer, Extractor, CreatePromoter(), time);
    }

    public PromotionOptions Options { get; }

    public GeneratePipeline Pipeline { get; }

    public KustomizeRenderer Renderer { get; }

    public ImageExtractor Extractor { get; }

    public Planner Planner => rooms.Value.Planner;

    public DriftFinder Drift => rooms.Value.Drift;

    /// <summary>Who asks, by the variables that Argo CD sets and no author can.</summary>
    public Caller Caller() => new()
    {
        Application = environment.ApplicationName ?? "",
        Project = environment.ProjectName ?? "",
        Revision = environment.Revision ?? "",
    };

    public void Dispose()
    {
        daemon?.Dispose();
        if (rooms.IsValueCreated)
        {
            rooms.Value.Dispose();
        }

        loggers.Dispose(); // Writes out what is still queued.
    }

    private IPromoter CreatePromoter() => daemon is null
        ? rooms.Value.Promoter
        : new RemotePromoter(daemon, loggers.CreateLogger<RemotePromoter>());
}
