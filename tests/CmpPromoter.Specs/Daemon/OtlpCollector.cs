using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CmpPromoter.Specs.Daemon;

/// <summary>Takes spans over OTLP/HTTP on loopback, and keeps what tells one from another.</summary>
/// <remarks>https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto</remarks>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly Lock gate = new();
    private readonly List<Span> spans = [];
    private readonly List<(Func<ImmutableArray<Span>, bool> Enough, TaskCompletionSource<ImmutableArray<Span>> Seen)> awaited = [];

    private OtlpCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapPost("/v1/traces", (RequestDelegate)ReceiveAsync);
    }

    public string Endpoint => server.Urls.Single();

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector();
        await collector.server.StartAsync();
        return collector;
    }

    /// <returns>All spans, as soon as they are enough.</returns>
    public Task<ImmutableArray<Span>> ReceivedAsync(Func<ImmutableArray<Span>, bool> enough)
    {
        lock (gate)
        {
            var seen = new TaskCompletionSource<ImmutableArray<Span>>(TaskCreationOptions.RunContinuationsAsynchronously);
            awaited.Add((enough, seen));
            Tell();
            return seen.Task;
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        lock (gate)
        {
            spans.AddRange(
                from resource in Fields(body.ToArray(), 1)
                from scope in Fields(resource, 2)
                from span in Fields(scope, 2)
                select new Span(Text(span, 5), Hex(span, 1), Hex(span, 2), Hex(span, 4)));
            Tell();
        }
    }

    private void Tell()
    {
        ImmutableArray<Span> all = [.. spans];
        foreach (var (_, seen) in awaited.Where(wait => wait.Enough(all)).ToList())
        {
            seen.TrySetResult(all);
        }
    }

    private static string Text(ReadOnlyMemory<byte> message, int field) =>
        System.Text.Encoding.UTF8.GetString(Fields(message, field).Single().Span);

    private static string Hex(ReadOnlyMemory<byte> message, int field) =>
        Convert.ToHexStringLower(Fields(message, field).SingleOrDefault().Span);

    /// <summary>The length-delimited values of a protobuf message's field.</summary>
    /// <remarks>https://protobuf.dev/programming-guides/encoding/</remarks>
    private static IEnumerable<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int wanted)
    {
        while (!message.IsEmpty)
        {
            var key = Number(ref message);
            var length = (key & 7) switch
            {
                0 => 0,
                1 => 8,
                2 => (int)Number(ref message),
                5 => 4,
                _ => throw new InvalidDataException($"wire type {key & 7}"),
            };
            if ((key & 7) == 0)
            {
                Number(ref message);
            }
            else if ((key & 7) == 2 && (int)(key >> 3) == wanted)
            {
                yield return message[..length];
            }

            message = message[length..];
        }
    }

    private static ulong Number(ref ReadOnlyMemory<byte> message)
    {
        var (value, shift) = (0ul, 0);
        for (byte next = 0x80; (next & 0x80) != 0; shift += 7)
        {
            next = message.Span[0];
            message = message[1..];
            value |= (ulong)(next & 0x7f) << shift;
        }

        return value;
    }

    /// <summary>A span's name and place; ids in hexadecimal, the parent's empty for none.</summary>
    internal sealed record Span(string Name, string TraceId, string SpanId, string ParentSpanId);
}
