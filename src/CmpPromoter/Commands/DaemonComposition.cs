using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Daemon;
using CmpPromoter.Daemon.Presence;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Commands;

/// <summary>Says <c>new</c> for the daemon and for the rooms that it works with.</summary>
internal sealed class DaemonComposition : IDisposable
{
    // Long enough that a render's retry does not beat upon a registry, short enough that a person who mends something and
    // refreshes is not told yesterday's news.
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(5);

    // Longer than any two renders that ask at the same time are apart.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly ProcessEnvironment environment;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;
    private readonly CopyRecords records;

    public DaemonComposition(
        string configurationPath,
        ServeOptions serve,
        Stream audit,
        ProcessEnvironment environment,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        this.environment = environment;
        this.time = time;
        this.loggers = loggers;
        records = new CopyRecords(audit, time);
        var parts = new DaemonParts
        {
            Version = VersionCommand.Current,
            ConfigurationPath = configurationPath,
            Options = PromotionFile.Read(configurationPath),
            CreateGeneration = CreateGeneration,
            Records = records,
        };
        Daemon = new PromoterDaemon(serve, parts, time, loggers);
    }

    public PromoterDaemon Daemon { get; }

    public void Dispose() => loggers.Dispose();

    private Generation CreateGeneration(PromotionOptions options)
    {
        SharedDestination? shared = null;
        var sharing = new RoomSharing
        {
            Rules = new FlightRules { Grace = options.Daemon.CopyGrace, Memory = Memory, BackOff = BackOff },
            ServesOthers = true,
            Ended = records.Add,
            Destination = registry => shared = new SharedDestination(registry, new PresenceCache(options.Daemon.PresenceTtl, time)),
        };
        var rooms = new PromotionRooms(options, environment, application: null, sharing, time, loggers);
        return new Generation
        {
            Options = options,
            Promoter = rooms.Promoter,
            Copies = rooms.Copies,
            EndAsync = async () =>
            {
                await rooms.Copies.StopAsync();
                await shared!.StopAsync(); // Made when the rooms were.
                rooms.Dispose();
            },
        };
    }
}
