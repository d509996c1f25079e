using CmpPromoter.Registry;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Registry;

public sealed class SilenceTimerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task A_step_that_is_silent_too_long_is_ended()
    {
        using var timer = new SilenceTimer(time);

        var fault = await Assert.ThrowsAsync<TimeoutException>(async () => await timer.RunAsync(Patience, Silent, TestToken));

        Assert.Equal("nothing moved for 30 s", fault.Message);
    }

    [Fact]
    public async Task A_step_that_ends_as_its_time_runs_out_does_not_end_the_next()
    {
        using var timer = new SilenceTimer(time);
        await timer.RunAsync(Patience, Late, TestToken);

        Assert.Equal(1, await timer.RunAsync(Patience, token => ValueTask.FromResult(token.IsCancellationRequested ? 0 : 1), TestToken));
        await Assert.ThrowsAsync<TimeoutException>(async () => await timer.RunAsync(Patience, Silent, TestToken));
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_a_cancellation()
    {
        using var timer = new SilenceTimer(time);
        using var caller = new CancellationTokenSource();
        var step = timer.RunAsync(Patience, WaitAsync, caller.Token);

        await caller.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await step);
        Assert.Equal(caller.Token, cancelled.CancellationToken);
    }

    private static CancellationToken TestToken => TestContext.Current.CancellationToken;

    private ValueTask<int> Silent(CancellationToken token)
    {
        var step = WaitAsync(token);
        time.Advance(Patience);
        return step;
    }

    private ValueTask<int> Late(CancellationToken token)
    {
        time.Advance(Patience);
        return ValueTask.FromResult(1);
    }

    private async ValueTask<int> WaitAsync(CancellationToken token)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
        return 1;
    }
}
