using CmpPromoter.Oci;

namespace CmpPromoter.Registry;

/// <summary>
/// Sends one HTTP message and turns everything that can go wrong below HTTP into a <see cref="RegistryException"/>. It
/// never retries, follows nothing and knows no credentials. Safe for concurrent use.
/// </summary>
/// <param name="host">The registry on whose behalf messages go, whichever server they go to.</param>
/// <param name="http">
/// Answers as soon as the head of an answer is there, as <see cref="HttpMessageInvoker"/> itself does.
/// </param>
/// <param name="patience">How long silence is borne.</param>
/// <param name="time">The clock of all timeouts.</param>
internal sealed class Transport(RegistryHost host, HttpMessageInvoker http, Patience patience, TimeProvider time)
{
    /// <summary>What must never come back in a message; set on a request that carries it.</summary>
    public static readonly HttpRequestOptionsKey<string> Secret = new("cmp-promoter.secret");

    private const int ReadBytes = 16 * 1024;

    /// <summary>A registry that answers within this time is not why a caller gave up.</summary>
    private static readonly TimeSpan NotableSilence = TimeSpan.FromSeconds(5);

    public Patience Patience => patience;

    public SilenceTimer CreateTimer() => new(time);

    /// <summary>Sends <paramref name="message"/>, which from then on belongs to the answer.</summary>
    public async Task<RegistryAnswer> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var timer = CreateTimer();
        return await SendAsync(message, timer, cancellationToken);
    }

    /// <summary>The same, for a body that tells <paramref name="timer"/> of its progress.</summary>
    public async Task<RegistryAnswer> SendAsync(
        HttpRequestMessage message, SilenceTimer timer, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await timer.RunAsync(
                patience.Answer,
                token => new ValueTask<HttpResponseMessage>(http.SendAsync(message, token)),
                cancellationToken);
            var error = (int)response.StatusCode < 400
                ? ErrorBody.None
                : await ReadErrorAsync(response, timer, cancellationToken);
            var secret = message.Options.TryGetValue(Secret, out var value) ? value : "";
            var header = message.Headers.Authorization?.Parameter ?? "";
            return new RegistryAnswer(host, message, response, error.Without(secret).Without(header), time);
        }
        catch (Exception fault)
        {
            response?.Dispose();
            message.Dispose();
            if (Network(fault, cancellationToken) is { } network)
            {
                // Every message is made with a URL.
                throw TransportFault.Of(host, message.Method, message.RequestUri!, network);
            }

            if (cancellationToken.IsCancellationRequested && timer.CutSilence >= NotableSilence)
            {
                throw new CutShortException(TransportFault.OfSilence(host, message, timer.CutSilence), cancellationToken);
            }

            throw;
        }
    }

    /// <summary>The rest of an answer, whole.</summary>
    /// <exception cref="RegistryException">
    /// It has more than <paramref name="maxBytes"/>, or its end did not come.
    /// </exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(
        RegistryAnswer answer, int maxBytes, CancellationToken cancellationToken)
    {
        using var timer = CreateTimer();
        try
        {
            var body = await ReadAsync(answer.Response, maxBytes + 1, timer, cancellationToken);
            return body.Length <= maxBytes
                ? body
                : throw answer.Violation($"the answer has more than {maxBytes} bytes");
        }
        catch (Exception fault) when (TransportFault.Is(fault))
        {
            throw TransportFault.Of(host, answer.Response.RequestMessage?.Method ?? HttpMethod.Get, answer.Uri, fault);
        }
    }

    private static Exception? Network(Exception fault, CancellationToken cancellationToken) => fault switch
    {
        // The handler's ConnectTimeout.
        OperationCanceledException { InnerException: TimeoutException timeout }
            when !cancellationToken.IsCancellationRequested => timeout,
        _ => TransportFault.Is(fault) ? fault : null,
    };

    private async Task<ErrorBody> ReadErrorAsync(
        HttpResponseMessage response, SilenceTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return ErrorBody.Parse(await ReadAsync(response, ErrorBody.MaxBytes, timer, cancellationToken));
        }
        catch (Exception fault) when (TransportFault.Is(fault))
        {
            // The status is the answer; its words are a courtesy that did not arrive.
            return ErrorBody.None;
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpResponseMessage response, int maxBytes, SilenceTimer timer, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var announced = (int)Math.Min(response.Content.Headers.ContentLength ?? ReadBytes, maxBytes);
        using var body = new MemoryStream(announced);
        var buffer = new byte[ReadBytes];
        while (body.Length < maxBytes)
        {
            var wanted = buffer.AsMemory(0, (int)Math.Min(buffer.Length, maxBytes - body.Length));
            var count = await timer.RunAsync(
                patience.Stall, token => stream.ReadAsync(wanted, token), cancellationToken);
            if (count == 0)
            {
                break;
            }

            body.Write(buffer.AsSpan(0, count));
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
