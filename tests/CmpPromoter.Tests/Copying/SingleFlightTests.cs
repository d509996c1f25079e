using CmpPromoter.Copying;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Copying;

public sealed class SingleFlightTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider time = new();
    private int runs;

    [Fact]
    public async Task Whoever_comes_while_it_runs_waits_for_the_same_work()
    {
        var flights = Flights();
        var work = new TaskCompletionSource();

        var first = flights.RunAsync("a", Count(work.Task), CancellationToken.None);
        var second = flights.RunAsync("a", Count(work.Task), CancellationToken.None);
        work.SetResult();

        var leads = await Task.WhenAll(first, second).WaitAsync(Patience);
        Assert.Equal([true, false], leads);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task A_failure_is_told_to_all_who_wait_and_forgotten_for_the_next()
    {
        var flights = Flights();
        var work = new TaskCompletionSource();
        var first = flights.RunAsync("a", Count(work.Task), CancellationToken.None);
        var second = flights.RunAsync("a", Count(work.Task), CancellationToken.None);

        work.SetException(new InvalidOperationException("no"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => first.WaitAsync(Patience));
        await Assert.ThrowsAsync<InvalidOperationException>(() => second.WaitAsync(Patience));
        Assert.True(await flights.RunAsync("a", Count(Task.CompletedTask), CancellationToken.None));
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task A_success_counts_as_done_until_its_memory_is_over()
    {
        var flights = Flights(memory: TimeSpan.FromMinutes(1));
        await flights.RunAsync("a", Count(Task.CompletedTask), CancellationToken.None);

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(await flights.RunAsync("a", Count(Task.CompletedTask), CancellationToken.None));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(await flights.RunAsync("a", Count(Task.CompletedTask), CancellationToken.None));
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Without_a_memory_a_success_is_nothing_to_the_next()
    {
        var flights = Flights(memory: TimeSpan.Zero);
        await flights.RunAsync("a", Count(Task.CompletedTask), CancellationToken.None);

        Assert.True(await flights.RunAsync("a", Count(Task.CompletedTask), CancellationToken.None));
    }

    [Fact]
    public async Task What_others_have_begun_can_be_boarded_until_it_has_ended_or_is_given_up()
    {
        var flights = Flights(memory: TimeSpan.Zero);
        var work = new TaskCompletionSource();
        var first = flights.RunAsync("a", Count(work.Task), CancellationToken.None);

        var flight = flights.FindAndBoard("a");
        work.SetResult();
        await flights.WaitAsync("a", flight!, CancellationToken.None).WaitAsync(Patience); // It is under way.

        await first.WaitAsync(Patience);
        Assert.Null(flights.FindAndBoard("a"));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task What_was_boarded_and_not_begun_ends_when_all_is_stopped()
    {
        var flights = Flights();
        var work = new TaskCompletionSource();
        var (flight, _) = flights.Board("a", Count(work.Task));

        await flights.StopAsync().WaitAsync(Patience);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flights.WaitAsync("a", flight, CancellationToken.None).WaitAsync(Patience));
    }

    [Fact]
    public async Task Whoever_ends_the_work_learns_what_it_had_failed_at()
    {
        var flights = Flights();
        using var caller = new CancellationTokenSource();
        var failure = new RegistryException(RegistryFault.Unavailable, RegistryHost.Parse("a.example"), "PUT https://a.example: 503");
        var run = flights.RunAsync("a", EndedWithAsync, caller.Token);

        await caller.CancelAsync();
        var cut = await Assert.ThrowsAsync<CutShortException>(() => run.WaitAsync(Patience));

        Assert.Equal((failure, caller.Token), (cut.Last, cut.CancellationToken));

        async Task EndedWithAsync(CancellationToken token)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new CutShortException(failure, token);
        }
    }

    [Fact]
    public async Task What_is_forgotten_on_purpose_is_done_again()
    {
        var flights = Flights();
        await flights.RunAsync("a", Count(Task.CompletedTask), CancellationToken.None);

        flights.Forget("a");

        Assert.True(await flights.RunAsync("a", Count(Task.CompletedTask), CancellationToken.None));
    }

    [Fact]
    public async Task Without_grace_the_work_ends_with_the_last_who_waits()
    {
        var flights = Flights();
        using var leaving = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        var waiter = flights.RunAsync("a", token => UntilCancelledAsync(ended, token), leaving.Token);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter.WaitAsync(Patience));
        await ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task The_work_goes_on_alone_for_its_grace_time_and_whoever_comes_back_finds_it()
    {
        var flights = Flights(grace: TimeSpan.FromMinutes(15));
        var work = new TaskCompletionSource();
        using var leaving = new CancellationTokenSource();
        var first = flights.RunAsync("a", Count(work.Task), leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(Patience));

        time.Advance(TimeSpan.FromMinutes(14));
        var second = flights.RunAsync("a", Count(work.Task), CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(14)); // Somebody waits again: nothing counts down.
        work.SetResult();

        Assert.False(await second.WaitAsync(Patience));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task After_the_grace_time_the_work_ends_and_the_next_begins_anew()
    {
        var flights = Flights(grace: TimeSpan.FromMinutes(15));
        using var leaving = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        var waiter = flights.RunAsync("a", token => UntilCancelledAsync(ended, token), leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter.WaitAsync(Patience));

        time.Advance(TimeSpan.FromMinutes(15));

        await ended.Task.WaitAsync(Patience);
        Assert.True(await flights.RunAsync("a", Count(Task.CompletedTask), CancellationToken.None));
    }

    [Fact]
    public async Task Stopping_ends_what_runs_and_tells_those_who_wait()
    {
        var flights = Flights(grace: TimeSpan.FromMinutes(15));
        var ended = new TaskCompletionSource();
        var waiter = flights.RunAsync("a", token => UntilCancelledAsync(ended, token), CancellationToken.None);

        await flights.StopAsync().WaitAsync(Patience);

        Assert.True(ended.Task.IsCompleted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter.WaitAsync(Patience));
    }

    private SingleFlight<string> Flights(TimeSpan grace = default, TimeSpan? memory = null) => new(
        new FlightRules { Grace = grace, Memory = memory ?? Timeout.InfiniteTimeSpan, BackOff = TimeSpan.Zero }, time);

    private Func<CancellationToken, Task> Count(Task work) => token =>
    {
        runs++;
        return work.WaitAsync(token);
    };

    private async Task UntilCancelledAsync(TaskCompletionSource ended, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }
        finally
        {
            ended.SetResult();
        }
    }
}
