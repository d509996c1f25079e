using System.Net;
using CmpPromoter.Ecr;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Registry;

namespace CmpPromoter.Tests.Ecr;

public sealed class WholeAnswerHandlerTests
{
    private const int TimeoutMilliseconds = 30_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SkippingTimeProvider time = new();

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task An_answer_keeps_its_bytes_and_headers()
    {
        using var answer = await SendAsync(new HttpResponseMessage
        {
            Content = new StringContent("""{"a":1}""", System.Text.Encoding.UTF8, "application/x-amz-json-1.1"),
        });

        Assert.Equal("application/x-amz-json-1.1; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("""{"a":1}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_refusal_without_end_is_a_refusal()
    {
        using var answer = await SendAsync(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable)
        {
            Content = new StreamContent(new OwnStream(_ => ValueTask.FromResult(1000))),
        });

        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, ErrorBody.MaxBytes), (answer.StatusCode, body.Length));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_body_that_stands_still_is_given_up_with_the_patience()
    {
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sending = SendAsync(new HttpResponseMessage { Content = new StreamContent(Standing(reading)) });
        await reading.Task;
        time.EndSilence();

        var fault = await Assert.ThrowsAsync<TimeoutException>(() => sending);
        Assert.Equal("nothing moved for 10 s", fault.Message);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_body_that_stands_still_ends_with_the_caller()
    {
        using var caller = new CancellationTokenSource();
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sending = SendAsync(new HttpResponseMessage { Content = new StreamContent(Standing(reading)) }, caller.Token);
        await reading.Task;
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private static OwnStream Standing(TaskCompletionSource reading) => new(async token =>
    {
        reading.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        return 0;
    });

    private async Task<HttpResponseMessage> SendAsync(HttpResponseMessage answer, CancellationToken? cancellationToken = null)
    {
        using var client = new HttpMessageInvoker(new WholeAnswerHandler(new OneAnswer(answer), Patience, time));
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.ecr.us-east-1.amazonaws.com");
        return await client.SendAsync(request, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    private sealed class OneAnswer(HttpResponseMessage answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer);
    }

    private sealed class OwnStream(Func<CancellationToken, ValueTask<int>> read) : ReadOnlyStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            read(cancellationToken);
    }
}
