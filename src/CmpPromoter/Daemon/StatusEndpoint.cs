using System.Text.Json;
using CmpPromoter.Copying;
using CmpPromoter.DaemonApi;
using Microsoft.AspNetCore.Http;

namespace CmpPromoter.Daemon;

/// <summary><c>GET /v1/status</c>: what is under way, what ended, and within which bounds.</summary>
/// <param name="version">The daemon's.</param>
/// <param name="generations">Do the work.</param>
/// <param name="records">Keep what ended.</param>
/// <param name="state">Whether it stops, and by which configuration it works.</param>
/// <param name="time">The clock.</param>
internal sealed class StatusEndpoint(
    string version, Generations generations, CopyRecords records, DaemonState state, TimeProvider time)
{
    private readonly DateTimeOffset started = time.GetUtcNow();

    public async Task HandleAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(
            JsonSerializer.SerializeToUtf8Bytes(Read(), WireJson.Default.StatusDocument), http.RequestAborted);
    }

    private StatusDocument Read()
    {
        var options = generations.Current.Options;
        return new StatusDocument
        {
            Version = version,
            Time = time.GetUtcNow(),
            Started = started,
            Stopping = state.IsDraining,
            Renders = generations.Requests,
            Limits = new StatusLimits
            {
                Concurrency = options.Copy.Concurrency,
                PresenceTtlSeconds = options.Daemon.PresenceTtl.TotalSeconds,
                CopyGraceSeconds = options.Daemon.CopyGrace.TotalSeconds,
            },
            Configuration = state.Configuration,
            Copies =
            [
                .. generations.All.SelectMany(generation => generation.Copies.Current)
                    .OrderBy(flight => flight.Started).Select(CopyOf),
            ],
            Ended = records.Last,
        };
    }

    private static StatusCopy CopyOf(ImageFlight flight) => new()
    {
        Destination = flight.Request.Reference.ToString(),
        Source = $"{flight.Request.Source.Host}/{flight.Request.SourceRepository}",
        Application = flight.Request.Caller.Application,
        Started = flight.Started,
        MovedBytes = flight.Meter.MovedBytes,
        PlannedBytes = flight.Meter.PlannedBytes,
    };
}
