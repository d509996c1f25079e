using System.Net;
using System.Text.Json;
using CmpPromoter.DaemonApi;
using CmpPromoter.Diagnostics;

namespace CmpPromoter.DaemonClient;

/// <summary>Asks the daemon what it does.</summary>
internal sealed class StatusClient(DaemonConnection daemon)
{
    /// <returns>What it says, and the JSON that it says it in.</returns>
    /// <exception cref="PromoterException">No daemon of this version answers.</exception>
    public async Task<(StatusDocument Status, byte[] Json)> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await daemon.SendAsync(HttpMethod.Get, WireNames.StatusPath, body: null, TimeSpan.Zero, cancellationToken);
            if (answer.StatusCode is not HttpStatusCode.OK)
            {
                throw Failure($"answered {(int)answer.StatusCode}", inner: null);
            }

            using var body = new MemoryStream();
            await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
            await CopyAsync(stream, body, cancellationToken);
            var json = body.ToArray();
            var status = JsonSerializer.Deserialize(json, WireJson.Default.StatusDocument);
            return (status ?? throw new JsonException("null"), json);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            throw Failure("ended the conversation", cut);
        }
        catch (JsonException garbage)
        {
            throw Failure("answered what this version does not understand", garbage);
        }
    }

    private static async Task CopyAsync(Stream answer, MemoryStream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        for (int read; (read = await answer.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (body.Length > WireNames.MaxLineBytes)
            {
                throw new JsonException($"more than {WireNames.MaxLineBytes} bytes");
            }
        }
    }

    private PromoterException Failure(string what, Exception? inner) => new(
        FailureKind.Remote,
        $"the promoter daemon at {daemon.Socket}: {what}. Look at its log, and whether it is of the same version of cmp-promoter",
        inner);
}
