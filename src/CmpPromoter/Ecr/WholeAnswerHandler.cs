using CmpPromoter.Registry;

namespace CmpPromoter.Ecr;

/// <summary>
/// Reads an answer to its end before anybody sees it, in bounded time and memory. Of a refusal it keeps the beginning: its
/// status is the answer.
/// </summary>
/// <param name="inner">Sends.</param>
/// <param name="patience">For the whole answer, from the first byte of the request.</param>
/// <param name="time">The clock of the patience.</param>
internal sealed class WholeAnswerHandler(HttpMessageHandler inner, TimeSpan patience, TimeProvider time)
    : DelegatingHandler(inner)
{
    /// <summary>A hundred manifests, of which the largest have some ten kilobytes, many times over.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private const int ReadBytes = 16 * 1024;

    /// <exception cref="TimeoutException">It took too long.</exception>
    /// <exception cref="HttpRequestException">It has too many bytes, or its end did not come.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var timer = new SilenceTimer(time);
        return await timer.RunAsync(
            patience, token => new ValueTask<HttpResponseMessage>(SendWholeAsync(request, token)), cancellationToken);
    }

    private async Task<HttpResponseMessage> SendWholeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            response.Content = await ReadAsync(response, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<ByteArrayContent> ReadAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var content = response.Content;
        var maxBytes = response.IsSuccessStatusCode ? MaxBytes : ErrorBody.MaxBytes;
        using var body = new MemoryStream();
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[ReadBytes];
        while (body.Length <= maxBytes && await stream.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            body.Write(buffer.AsSpan(0, count));
        }

        if (body.Length > maxBytes && response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                HttpRequestError.ConfigurationLimitExceeded, $"the answer has more than {MaxBytes} bytes");
        }

        var whole = new ByteArrayContent(body.GetBuffer(), 0, (int)Math.Min(body.Length, maxBytes));
        foreach (var (name, values) in content.Headers.NonValidated.Where(header => header.Key != "Content-Length"))
        {
            whole.Headers.TryAddWithoutValidation(name, values);
        }

        return whole;
    }
}
