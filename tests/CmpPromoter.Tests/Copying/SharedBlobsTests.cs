using CmpPromoter.Copying;
using CmpPromoter.Oci;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Copying;

public sealed class SharedBlobsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly RepositoryName One = RepositoryName.Parse("team/one");
    private static readonly RepositoryName Two = RepositoryName.Parse("team/two");
    private static readonly RepositoryName Three = RepositoryName.Parse("team/three");
    private static readonly Descriptor X = Blob("x", SharedBlobs.MinWaitBytes);
    private static readonly Descriptor Y = Blob("y", SharedBlobs.MinWaitBytes);
    private static readonly Descriptor Z = Blob("z", SharedBlobs.MinWaitBytes);

    private readonly FakeTimeProvider time = new();
    private readonly SharedBlobs shared;

    public SharedBlobsTests()
    {
        shared = new SharedBlobs(mountsUncommitted: false, time);
    }

    [Fact]
    public async Task A_blob_that_nobody_has_is_led_by_the_first_and_mounted_by_the_next_when_it_is_committed()
    {
        using var leader = Leader(One, X);
        using var follower = shared.Enter(Two);

        Assert.Null(await FindAsync(leader, X));
        var waiting = FindAsync(follower, X);
        shared.Moved(One, X.Digest, TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
        shared.Committed(One, [X]);

        Assert.Equal(One, await waiting);
        Assert.Equal(One, await FindAsync(shared.Enter(Three), X));
    }

    [Fact]
    public async Task Where_a_registry_mounts_what_no_manifest_lists_nobody_waits_for_one()
    {
        var eager = new SharedBlobs(mountsUncommitted: true, time);
        using var leader = eager.Enter(One);
        using var follower = eager.Enter(Two);
        leader.Lead([X]);

        var waiting = FindAsync(follower, X);
        Assert.False(waiting.IsCompleted);
        eager.Moved(One, X.Digest, TimeSpan.FromSeconds(1));

        Assert.Equal(One, await waiting);
    }

    [Fact]
    public async Task A_small_blob_is_not_waited_for_and_mounted_when_it_can_be()
    {
        var small = Blob("small", SharedBlobs.MinWaitBytes - 1);
        using var leader = Leader(One, small);
        using var follower = shared.Enter(Two);

        Assert.Null(await FindAsync(follower, small));
        shared.Committed(One, [small]);

        Assert.Equal(One, await FindAsync(follower, small));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(10, 10)]
    [InlineData(300, 30)]
    public async Task Nobody_waits_longer_for_the_manifest_than_the_blob_took_to_move(int tookSeconds, int patienceSeconds)
    {
        using var leader = Leader(One, X);
        using var other = leader.Send();
        using var follower = shared.Enter(Two);
        var waiting = FindAsync(follower, X);
        time.Advance(TimeSpan.FromHours(1));
        shared.Moved(One, X.Digest, TimeSpan.FromSeconds(tookSeconds));

        await AdvanceWhileWaitingAsync(waiting, TimeSpan.FromSeconds(patienceSeconds));

        Assert.Null(await waiting);
    }

    [Fact]
    public async Task A_leader_that_has_nothing_more_to_send_is_waited_for_until_its_turn_to_push_comes()
    {
        using var leader = Leader(One, X);
        using var follower = shared.Enter(Two);
        leader.Send().Dispose();
        shared.Moved(One, X.Digest, TimeSpan.FromSeconds(1));
        var waiting = FindAsync(follower, X);

        for (var second = 0; second < 100; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.False(waiting.IsCompleted);
        shared.Committed(One, [X]);
        Assert.Equal(One, await waiting.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_leader_that_fails_frees_those_who_wait_and_one_of_them_leads()
    {
        var leader = Leader(One, X);
        using var second = shared.Enter(Two);
        using var third = shared.Enter(Three);
        var waiting = new[] { FindAsync(second, X), FindAsync(third, X) };

        leader.Dispose();
        var sender = await Task.WhenAny(waiting).WaitAsync(Patience);

        Assert.Null(await sender);
        var other = waiting.Single(task => task != sender);
        shared.Committed(sender == waiting[0] ? Two : Three, [X]);
        Assert.Equal(sender == waiting[0] ? Two : Three, await other.WaitAsync(Patience));
    }

    [Fact]
    public async Task Two_repositories_that_lead_for_each_other_do_not_both_wait()
    {
        using var one = Leader(One, X);
        using var two = Leader(Two, Y);

        var waiting = FindAsync(one, Y);

        Assert.Null(await FindAsync(two, X));
        Assert.False(waiting.IsCompleted);
        shared.Committed(Two, [Y, X]);
        Assert.Equal(Two, await waiting);
    }

    [Fact]
    public async Task A_circle_of_three_is_no_circle()
    {
        using var one = Leader(One, X);
        using var two = Leader(Two, Y);
        using var three = Leader(Three, Z);

        var first = FindAsync(one, Y);
        var second = FindAsync(two, Z);

        Assert.Null(await FindAsync(three, X));
        shared.Committed(Three, [Z]);
        Assert.Equal(Three, await second);
        shared.Committed(Two, [Y]);
        Assert.Equal(Two, await first);
    }

    [Fact]
    public async Task After_a_refusal_nobody_waits_for_ten_minutes()
    {
        using var leader = Leader(One, X, Y);
        using var follower = shared.Enter(Two);
        var waiting = FindAsync(follower, Y);
        shared.Committed(One, [X]);
        shared.Refused(X.Digest);

        Assert.Null(await waiting.WaitAsync(Patience));
        Assert.Null(await FindAsync(follower, Y));
        time.Advance(TimeSpan.FromMinutes(10));
        var again = FindAsync(follower, Y);
        Assert.False(again.IsCompleted);
        shared.Committed(One, [Y]);
        Assert.Equal(One, await again);
    }

    [Fact]
    public async Task A_blob_that_a_third_repository_commits_first_is_mounted_from_there()
    {
        using var leader = Leader(One, X);
        using var follower = shared.Enter(Two);
        var waiting = FindAsync(follower, X);

        shared.Committed(Three, [X]);

        Assert.Equal(Three, await waiting);
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_waited_for_again()
    {
        using var one = Leader(One, X);
        using var two = Leader(Two, Y);
        using var giveUp = new CancellationTokenSource();
        var waiting = one.FindAsync(Y, giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.False(FindAsync(two, X).IsCompleted);
    }

    private static Task<RepositoryName?> FindAsync(BlobClaim claim, Descriptor blob) =>
        claim.FindAsync(blob, TestContext.Current.CancellationToken);

    private static Descriptor Blob(string name, long sizeBytes) => new()
    {
        MediaType = new MediaType("application/octet-stream"),
        Digest = Digest.Of(System.Text.Encoding.UTF8.GetBytes(name)),
        SizeBytes = sizeBytes,
    };

    private BlobClaim Leader(RepositoryName repository, params ImmutableArray<Descriptor> blobs)
    {
        var claim = shared.Enter(repository);
        claim.Lead(blobs);
        return claim;
    }

    /// <summary>Turns the clock to just before the end, where the waiting must still last, and then to it.</summary>
    private async Task AdvanceWhileWaitingAsync(Task waiting, TimeSpan patience)
    {
        // The timer is made after a continuation has run, on another thread.
        for (var turned = TimeSpan.Zero; !waiting.IsCompleted; turned += TimeSpan.FromMilliseconds(100))
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
            Assert.False(waiting.IsCompleted && turned + TimeSpan.FromMilliseconds(100) < patience, "it gave up too early");
        }
    }
}
