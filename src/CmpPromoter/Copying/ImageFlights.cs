using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Copying;

/// <summary>
/// Copies images for all who ask, each image once at a time. A copy outlives its askers by the rules' grace time; what arrived
/// while somebody still planned its copy is not copied again; what failed a moment ago is not tried again at once, and says why.
/// Safe for concurrent use.
/// </summary>
/// <param name="copier">Does it.</param>
/// <param name="rules">How long a copy goes on alone, and how long its end is remembered.</param>
/// <param name="time">The clock of both.</param>
/// <param name="logger">Is told what was promoted.</param>
/// <param name="ended">Is told of every end; absent: nobody asks.</param>
internal sealed partial class ImageFlights(
    ImageCopier copier, FlightRules rules, TimeProvider time, ILogger logger, Action<EndedCopy>? ended = null)
{
    // Taken before the lock of the flights below, under which no work runs.
    private readonly Lock gate = new();
    private readonly Dictionary<CopyKey, ImageFlight> current = [];
    private readonly Dictionary<CopyKey, (ImageFlight Flight, long At)> arrivals = [];
    private readonly Dictionary<CopyKey, (PromoterException Failure, long At)> failures = [];

    /// <summary>What has arrived is remembered above, since who asks may know more than that it once did.</summary>
    private readonly SingleFlight<ImageFlight> flights = new(rules with { Memory = TimeSpan.Zero }, time);

    /// <summary>A copy goes on when the one who asked for it leaves.</summary>
    public bool OutliveTheirAskers => rules.Grace > TimeSpan.Zero;

    /// <summary>What is under way now.</summary>
    public ImmutableArray<ImageFlight> Current
    {
        get
        {
            lock (gate)
            {
                return [.. current.Values];
            }
        }
    }

    /// <param name="request">The image.</param>
    /// <param name="boarded">Is given the copy, which may have begun earlier.</param>
    /// <param name="cancellationToken">Ends the waiting, and the copy where nobody else waits and the rules give no grace.</param>
    /// <exception cref="PromoterException">The copy failed, now or a moment ago.</exception>
    public async Task<CopyResult> CopyAsync(CopyRequest request, Action<ImageFlight> boarded, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (flight, seat) = Board(CopyKey.Of(request), request);
        boarded(flight);
        if (seat is not null)
        {
            await flights.WaitAsync(flight, seat, cancellationToken);
        }

        return flight.Result!; // Set by a flight that succeeded.
    }

    /// <summary>Gives up what is under way and waits until it has stopped; finished layers stay.</summary>
    public Task StopAsync() => flights.StopAsync();

    /// <returns>The flight, and the work to wait for; none where it has arrived.</returns>
    private (ImageFlight Flight, Flight? Seat) Board(CopyKey key, CopyRequest request)
    {
        lock (gate)
        {
            // What is being given up stands here until it has stopped, and takes nobody aboard.
            if (current.TryGetValue(key, out var underWay) && flights.FindAndBoard(underWay) is { } seat)
            {
                return (underWay, seat);
            }

            if (arrivals.TryGetValue(key, out var arrival) && arrival.At >= request.AbsentSince)
            {
                return (arrival.Flight, null);
            }

            if (failures.TryGetValue(key, out var last) && time.GetElapsedTime(last.At) < rules.BackOff)
            {
                throw last.Failure;
            }

            var flight = new ImageFlight(request, time.GetUtcNow(), new TransferMeter());
            current[key] = flight;
            return (flight, flights.Board(flight, token => FlyAsync(key, flight, token)).Flight);
        }
    }

    private async Task FlyAsync(CopyKey key, ImageFlight flight, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        PromoterException? failure = null;
        try
        {
            flight.Result = await Traces.RunAsync("copy", span =>
            {
                span?.SetTag("cmp_promoter.destination", flight.Request.Reference.ToString());
                span?.SetTag("cmp_promoter.source", flight.Request.Source.Host.ToString());
                span?.SetTag("cmp_promoter.digest", flight.Request.Manifest.Digest.ToString());
                return copier.CopyAsync(flight.Request, flight.Meter, cancellationToken);
            });
            Log.Promoted(
                logger,
                flight.Request.Reference,
                flight.Request.Manifest.Digest,
                flight.Request.Source.Host,
                flight.Result.MovedBytes,
                flight.Result.Duration.TotalSeconds);
        }
        catch (PromoterException fault)
        {
            failure = fault;
            throw;
        }
        finally
        {
            Land(key, flight, failure);
            ended?.Invoke(new EndedCopy
            {
                Request = flight.Request,
                Started = flight.Started,
                Duration = time.GetElapsedTime(started),
                MovedBytes = flight.Meter.MovedBytes,
                Result = flight.Result,
                Failure = failure,
            });
        }
    }

    private void Land(CopyKey key, ImageFlight flight, PromoterException? failure)
    {
        lock (gate)
        {
            if (current.GetValueOrDefault(key) == flight)
            {
                current.Remove(key);
            }

            if (flight.Result is not null)
            {
                Remember(arrivals, key, flight, rules.Memory);
            }
            else if (failure is not null && rules.BackOff > TimeSpan.Zero)
            {
                Remember(failures, key, failure, rules.BackOff);
            }
        }
    }

    /// <summary>Under the lock.</summary>
    private void Remember<TEnd>(Dictionary<CopyKey, (TEnd End, long At)> ends, CopyKey key, TEnd end, TimeSpan memory)
    {
        foreach (var old in ends.Where(entry => memory != Timeout.InfiniteTimeSpan && time.GetElapsedTime(entry.Value.At) >= memory).ToList())
        {
            ends.Remove(old.Key);
        }

        ends[key] = (end, time.GetTimestamp());
    }

    /// <summary>What makes two copies the same.</summary>
    private readonly record struct CopyKey(RepositoryName Repository, Digest Digest, Tag? Tag)
    {
        public static CopyKey Of(CopyRequest request) => new(request.DestinationRepository, request.Manifest.Digest, request.Tag);
    }

    private static partial class Log
    {
        [LoggerMessage(401, LogLevel.Information, "promoted {Reference} ({Digest}) from {Source}: {Bytes} bytes in {Seconds:0.0} s")]
        public static partial void Promoted(
            ILogger logger, ImageReference reference, Digest digest, RegistryHost source, long bytes, double seconds);
    }
}
