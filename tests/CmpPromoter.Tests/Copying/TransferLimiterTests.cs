using CmpPromoter.Copying;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Copying;

public sealed class TransferLimiterTests
{
    private const long MiB = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider time = new();
    private readonly TransferLimiter limiter;

    public TransferLimiterTests()
    {
        limiter = new TransferLimiter(4, time);
    }

    [Fact]
    public void Small_blobs_are_limited_by_their_number_alone()
    {
        var entries = Enumerable.Range(0, 6).Select(_ => Enter(1)).ToList();

        Assert.Equal([true, true, true, true, false, false], entries.Select(entry => entry.IsCompleted));
    }

    [Fact]
    public void Before_the_link_is_known_large_blobs_go_one_after_the_other()
    {
        var entries = Enumerable.Range(0, 3).Select(_ => Enter(128)).ToList();

        Assert.Equal([true, false, false], entries.Select(entry => entry.IsCompleted));
    }

    [Fact]
    public async Task A_fast_link_lets_more_in()
    {
        using var first = await Enter(128);
        var second = Enter(128);

        time.Advance(TimeSpan.FromSeconds(1));
        first.Report(100 * MiB);

        (await second.WaitAsync(Patience)).Dispose();
    }

    [Fact]
    public async Task A_slow_link_keeps_the_rest_waiting()
    {
        using var first = await Enter(128);
        var second = Enter(128);

        time.Advance(TimeSpan.FromSeconds(1));
        first.Report(5 * MiB);

        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task A_large_blob_does_not_hold_up_a_small_one()
    {
        using var running = await Enter(30);
        var large = Enter(1024);
        var small = Enter(1);

        Assert.Equal((false, true), (large.IsCompleted, small.IsCompleted));
    }

    [Fact]
    public async Task A_place_that_is_left_is_taken()
    {
        var first = await Enter(128);
        var second = Enter(128);

        first.Dispose();

        (await second.WaitAsync(Patience)).Dispose();
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_takes_no_place()
    {
        using var impatient = new CancellationTokenSource();
        var first = await Enter(128);
        var second = limiter.EnterAsync(128 * MiB, new Progress<long>(), impatient.Token);
        var third = Enter(128);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();

        (await third.WaitAsync(Patience)).Dispose();
    }

    [Fact]
    public async Task An_attempt_that_is_given_up_counts_as_not_moved()
    {
        using var first = await Enter(64);
        first.Report(60 * MiB);
        first.Report(-60 * MiB);

        Assert.False(Enter(60).IsCompleted);
    }

    private Task<TransferLimiter.Lease> Enter(long sizeMiB) =>
        limiter.EnterAsync(sizeMiB * MiB, new Progress<long>(), TestContext.Current.CancellationToken);
}
