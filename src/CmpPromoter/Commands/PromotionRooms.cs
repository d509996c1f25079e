using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Policy;
using CmpPromoter.Promotion;
using CmpPromoter.Registry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CmpPromoter.Commands;

/// <summary>The rooms that talk to registries, built for one configuration. Building asks nothing of any registry.</summary>
internal sealed class PromotionRooms : IDisposable
{
    private readonly PromotionOptions options;
    private readonly RegistryBuilder registries;
    private readonly CopyingRooms copying;

    /// <param name="options">The configuration.</param>
    /// <param name="environment">Says where credential helpers are.</param>
    /// <param name="application">Stands in the session name of an assumed role; absent where many applications are served.</param>
    /// <param name="sharing">How the rooms are shared.</param>
    /// <param name="time">The clock of them all.</param>
    /// <param name="loggers">Where they log. Not owned.</param>
    public PromotionRooms(
        PromotionOptions options,
        ProcessEnvironment environment,
        string? application,
        RoomSharing sharing,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        this.options = options;
        registries = new RegistryBuilder(
            application, SearchPath.Of(environment, overlay: null), options.Copy.Concurrency, time, loggers);
        Destination = sharing.Destination(registries.Build(options.Destination, options.CreateRepositories));
        var sources = options.Sources.ToImmutableDictionary(source => source, source => registries.Build(source.Registry, null));
        var selection = new SourceSelection(options.Sources);
        Drift = new DriftFinder(selection, sources);
        copying = new CopyingRooms(Destination, options.Copy.Concurrency, options.Copy.Artifacts, sharing, time, loggers);
        Planner = new Planner(
            Destination,
            new SourceFinder(selection, sources, Destination.Host, time),
            new PromotionGate(options.Policy),
            options.Images.Sweep);

        // Where others render, they tell their own logs.
        var logger = sharing.ServesOthers ? NullLogger<Promoter>.Instance : loggers.CreateLogger<Promoter>();
        Promoter = new Promoter(Planner, copying.Runner, logger);
    }

    public IRegistry Destination { get; }

    public Planner Planner { get; }

    public DriftFinder Drift { get; }

    public ImageFlights Copies => copying.Copies;

    public Promoter Promoter { get; }

    /// <summary>Gets ready what the first question would wait for; mostly the destination's is the only one.</summary>
    /// <exception cref="Exception">Whatever that question will meet as well.</exception>
    public Task WarmUpAsync(CancellationToken cancellationToken) => registries.WarmUpAsync(options.Destination, cancellationToken);

    public void Dispose()
    {
        copying.Dispose();
        registries.Dispose();
    }
}
