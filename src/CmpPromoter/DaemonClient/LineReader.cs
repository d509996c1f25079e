using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using CmpPromoter.DaemonApi;

namespace CmpPromoter.DaemonClient;

/// <summary>Reads the lines of the daemon's answer as they come, none longer than a bound.</summary>
internal sealed class LineReader(Stream stream) : IAsyncDisposable
{
    private readonly PipeReader pipe = PipeReader.Create(stream);

    /// <returns>Absent when the answer ended, or ended in the middle of a line.</returns>
    /// <exception cref="JsonException">The line is none of the daemon's, or too long.</exception>
    /// <exception cref="IOException">The conversation was cut.</exception>
    public async Task<PromotionLine?> FindNextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await pipe.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Parse(buffer.Slice(0, end));
                pipe.AdvanceTo(buffer.GetPosition(1, end));
                return line;
            }

            if (buffer.Length > WireNames.MaxLineBytes)
            {
                throw new JsonException($"a line of more than {WireNames.MaxLineBytes} bytes");
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    public ValueTask DisposeAsync() => pipe.CompleteAsync();

    private static PromotionLine Parse(ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        return JsonSerializer.Deserialize(ref reader, WireJson.Default.PromotionLine) ?? throw new JsonException("a line that is null");
    }
}
