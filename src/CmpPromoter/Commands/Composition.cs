using CmpPromoter.Configuration;
using CmpPromoter.DaemonClient;
using CmpPromoter.Extraction;
using CmpPromoter.Promotion;
using CmpPromoter.Rendering;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Commands;

/// <summary>
/// Says <c>new</c> for every room, once per command. Building asks nothing of any registry; the rooms that need credentials
/// are built when a command first uses them or beside its rendering, and not at all where a daemon does the work.
/// </summary>
internal sealed class Composition : IDisposable
{
    private readonly ILoggerFactory loggers;
    private readonly TimeProvider time;
    private readonly KustomizeRenderer renderer;
    private readonly Lazy<ImageExtractor> extractor;
    private readonly Lazy<PromotionRooms> rooms;
    private readonly Lazy<IPromoter> promoter;
    private readonly DaemonConnection? daemon;

    public Composition(PromotionOptions options, ProcessEnvironment environment, TimeProvider time, ILoggerFactory loggers)
    {
        Options = options;
        this.time = time;
        this.loggers = loggers;
        rooms = new(() => new PromotionRooms(options, environment, environment.ApplicationName, RoomSharing.OfOneRun, time, loggers));
        renderer = new KustomizeRenderer(options.Render, environment, loggers.CreateLogger<KustomizeRenderer>());
        extractor = new(() => new ImageExtractor(options.Images, options.Destination.Host, loggers.CreateLogger<ImageExtractor>()));
        daemon = environment.SocketPath is { } socket ? new DaemonConnection(socket, time) : null;
        promoter = new(CreatePromoter);
        Pipeline = new GeneratePipeline(renderer, () => extractor.Value, () => promoter.Value, WarmUpAsync, time);
    }

    public PromotionOptions Options { get; }

    public GeneratePipeline Pipeline { get; }

    public PromotePipeline Promotion => new(Images, promoter.Value, time);

    public OverlayImages Images => new(renderer, extractor.Value);

    public PlanMeasurer Measurer => new(rooms.Value.Destination);

    public Planner Planner => rooms.Value.Planner;

    public DriftFinder Drift => rooms.Value.Drift;

    public void Dispose()
    {
        daemon?.Dispose();
        if (rooms.IsValueCreated)
        {
            rooms.Value.Dispose();
        }

        loggers.Dispose();
    }

    private IPromoter CreatePromoter() => daemon is null
        ? rooms.Value.Promoter
        : new RemotePromoter(daemon, time, loggers.CreateLogger<RemotePromoter>());

    /// <summary>A render asks the daemon, or else the destination first, and mostly nobody else.</summary>
    private Task WarmUpAsync(CancellationToken cancellationToken) =>
        Task.Run(() => daemon?.WarmUpAsync(cancellationToken) ?? rooms.Value.WarmUpAsync(cancellationToken), cancellationToken);
}
