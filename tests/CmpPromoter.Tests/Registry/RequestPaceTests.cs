using CmpPromoter.Registry;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Registry;

public sealed class RequestPaceTests : WireTest, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider time = new();
    private readonly RequestPace pace;

    public RequestPaceTests()
    {
        pace = new RequestPace(perSecond: 10, burst: 5, time);
    }

    public void Dispose() => pace.Dispose();

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task After_a_rest_a_few_go_at_once_and_the_others_one_by_one()
    {
        await PassAsync(5);

        var sixth = pace.WaitAsync(TestToken);
        time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(sixth.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await sixth.WaitAsync(Patience, TestToken);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task Two_hundred_requests_take_as_long_as_their_tokens()
    {
        Assert.Equal(TimeSpan.FromSeconds(19.5), await PassAsync(200));
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task A_refusal_halves_the_rate_and_takes_what_was_saved_up()
    {
        pace.Throttled(retryAfter: null);

        Assert.Equal(5, pace.PerSecond);
        Assert.Equal(TimeSpan.FromSeconds(0.4), await PassAsync(2, secondsEach: 0.2));
    }

    [Fact]
    public void Refusals_of_one_moment_are_one_sign_and_the_rate_never_ends()
    {
        pace.Throttled(retryAfter: null);
        pace.Throttled(retryAfter: null);
        Assert.Equal(5, pace.PerSecond);

        for (var i = 0; i < 20; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            pace.Throttled(retryAfter: null);
        }

        Assert.Equal(0.5, pace.PerSecond);
    }

    [Fact]
    public void Successes_lead_slowly_back_to_the_quota_and_not_beyond()
    {
        pace.Throttled(retryAfter: null);

        pace.Passed();
        Assert.Equal(5.1, pace.PerSecond, tolerance: 1e-9);

        for (var i = 0; i < 100; i++)
        {
            pace.Passed();
        }

        Assert.Equal(10, pace.PerSecond);
    }

    [Fact(Timeout = TimeoutMilliseconds)]
    public async Task One_who_gives_up_lets_the_next_have_the_turn()
    {
        await PassAsync(5);
        using var impatient = new CancellationTokenSource();
        var leaver = pace.WaitAsync(impatient.Token);
        var next = pace.WaitAsync(TestToken);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        while (!next.IsCompleted)
        {
            // It may begin to wait for its token only after the clock was moved.
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await next;
    }

    [Theory(Timeout = TimeoutMilliseconds)]
    [InlineData(7, 7)]
    [InlineData(3600, 30)]
    [InlineData(-5, 0.2)]
    public async Task Nobody_is_let_through_before_the_time_that_a_refusal_names(int asked, double seconds)
    {
        pace.Throttled(TimeSpan.FromSeconds(asked));
        pace.Throttled(TimeSpan.FromSeconds(1));
        var waiting = pace.WaitAsync(TestToken);

        var least = Math.Max(seconds, asked > 1 ? 0 : 1);
        time.Advance(TimeSpan.FromSeconds(least) - TimeSpan.FromMilliseconds(1));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        await waiting.WaitAsync(Patience, TestToken);
    }

    /// <returns>How long it took until all had passed.</returns>
    private async Task<TimeSpan> PassAsync(int requests, double secondsEach = 0.1)
    {
        var start = time.GetTimestamp();
        for (var i = 0; i < requests; i++)
        {
            var waiting = pace.WaitAsync(TestToken);
            if (!waiting.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(secondsEach));
            }

            await waiting.WaitAsync(Patience, TestToken);
        }

        return time.GetElapsedTime(start);
    }
}
