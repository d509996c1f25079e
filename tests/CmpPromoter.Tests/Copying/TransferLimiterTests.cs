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
        var second = limiter.EnterAsync("", 128 * MiB, new Progress<long>(), impatient.Token);
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

    [Fact]
    public async Task Another_applications_large_layer_holds_up_nothing()
    {
        using var large = await Enter(20 * 1024, "a");

        var others = new[] { Enter(100, "b"), Enter(1, "c"), Enter(1, "d") };

        Assert.Equal([true, true, true], others.Select(entry => entry.IsCompleted));
    }

    [Fact]
    public async Task Applications_take_turns_however_many_blobs_one_of_them_has()
    {
        var many = Enumerable.Range(0, 7).Select(_ => Enter(1, "a")).ToList();
        var other = Enter(1, "b");
        Assert.Equal(4, many.Count(entry => entry.IsCompleted));

        (await many[0]).Dispose();
        await many[4].WaitAsync(Patience);
        Assert.False(other.IsCompleted);
        (await many[1]).Dispose();
        await other.WaitAsync(Patience);

        Assert.False(many[5].IsCompleted);
    }

    [Fact]
    public void Large_layers_of_many_applications_leave_a_place_to_small_ones()
    {
        var large = Enumerable.Range(0, 5).Select(n => Enter(1024, $"large-{n}")).ToList();
        var small = Enter(1, "small");

        Assert.Equal([true, true, true, false, false], large.Select(entry => entry.IsCompleted));
        Assert.True(small.IsCompleted);
    }

    [Fact]
    public async Task Applications_share_the_bytes_that_may_be_under_way()
    {
        using var mine = await Enter(30, "a");
        using var theirs = await Enter(30, "b");

        var (more, little) = (Enter(30, "a"), Enter(1, "a"));

        Assert.Equal((false, true), (more.IsCompleted, little.IsCompleted));
    }

    private Task<TransferLimiter.Lease> Enter(long sizeMiB, string owner = "") =>
        limiter.EnterAsync(owner, sizeMiB * MiB, new Progress<long>(), TestContext.Current.CancellationToken);
}
