using CmpPromoter.DaemonApi;
using CmpPromoter.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Daemon;

/// <summary>The daemon from its start to its end: two listeners, and a stop that lets what is under way finish within its grace time.</summary>
internal sealed partial class PromoterDaemon(ServeOptions options, DaemonParts parts, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Kept of the grace time for giving up what does not finish.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan DrainCheck = TimeSpan.FromMilliseconds(100);

    private readonly Generations generations = new(parts.CreateGeneration(parts.Options));
    private readonly DaemonState state = new(new StatusConfiguration { Path = parts.ConfigurationPath, Loaded = time.GetUtcNow() });
    private readonly ILogger logger = loggers.CreateLogger<PromoterDaemon>();

    /// <summary>Serves until it is asked to stop, and returns when it has.</summary>
    /// <exception cref="PromoterException">It cannot listen where it should.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        // Takes the file's fingerprint now, so that no change is missed while the listeners start.
        var watch = new ConfigurationWatch(
            parts.ConfigurationPath, generations, parts.CreateGeneration, state, time, loggers.CreateLogger<ConfigurationWatch>());
        var socket = new SocketFile(options.Socket, logger);
        await socket.PrepareAsync(stop);
        using var abandon = new CancellationTokenSource();
        using var metrics = new DaemonMetrics(generations, state);
        var application = new SocketApplication(
            new PromotionEndpoint(generations, time, abandon.Token),
            new StatusEndpoint(parts.Version, generations, parts.Records, state, time),
            state,
            loggers.CreateLogger<SocketApplication>());
        using var renders = await ListenAsync(
            "--socket " + socket.Path,
            () => Listener.StartAsync(kestrel => kestrel.ListenUnixSocket(socket.Path), application, servesRenders: true, stop));
        socket.Restrict();
        using var probes = await ListenAsync(
            "--listen " + options.Listen,
            () => Listener.StartAsync(kestrel => kestrel.Listen(options.Listen), new ProbeApplication(state, metrics), servesRenders: false, stop));
        // Kestrel has this feature once it listens.
        Log.Serving(logger, socket.Path, probes.Features.Get<IServerAddressesFeature>()!.Addresses.Single());

        await watch.RunAsync(stop);
        state.Drain();
        Log.Draining(logger, generations.Requests, generations.Copies, options.Grace.TotalSeconds);
        await DrainAsync();
        if (generations.Copies > 0)
        {
            Log.Abandoning(logger, generations.Copies);
        }

        await abandon.CancelAsync();
        await generations.EndAsync();
        using var impatience = new CancellationTokenSource(StopTime, time);
        await renders.StopAsync(impatience.Token);
        await probes.StopAsync(impatience.Token);
        Log.Stopped(logger);
    }

    private static async Task<KestrelServer> ListenAsync(string where, Func<Task<KestrelServer>> start)
    {
        try
        {
            return await start();
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException or AddressInUseException)
        {
            throw new PromoterException(
                FailureKind.Usage, $"{where}: {SafeText.OneLine(fault.Message)}. Choose another place, or stop what uses it", fault);
        }
    }

    private async Task DrainAsync()
    {
        var started = time.GetTimestamp();
        while (generations.Requests + generations.Copies > 0 && time.GetElapsedTime(started) < options.Grace - StopTime)
        {
            await Task.Delay(DrainCheck, time, CancellationToken.None);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(704, LogLevel.Information, "serving renders at {Socket}; probes and metrics at {Listen}")]
        public static partial void Serving(ILogger logger, string socket, string listen);

        [LoggerMessage(705, LogLevel.Information, "stopping; renders waiting: {Renders}, copies under way: {Copies}, time for them: {Seconds:0.#} s")]
        public static partial void Draining(ILogger logger, int renders, int copies, double seconds);

        [LoggerMessage(706, LogLevel.Warning, "copies given up: {Copies}; finished layers are kept, the next daemon goes on from there")]
        public static partial void Abandoning(ILogger logger, int copies);

        [LoggerMessage(707, LogLevel.Information, "stopped")]
        public static partial void Stopped(ILogger logger);
    }
}
