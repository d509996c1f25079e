using CmpPromoter.Configuration;
using CmpPromoter.Copying;
using CmpPromoter.Diagnostics;
using CmpPromoter.Oci;
using CmpPromoter.Registry;
using CmpPromoter.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Copying;

public sealed class ImageFlightsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly FlightRules Rules = new()
    {
        Grace = TimeSpan.FromMinutes(15),
        Memory = TimeSpan.FromMinutes(1),
        BackOff = TimeSpan.FromSeconds(5),
    };

    private readonly FakeTimeProvider time = new();
    private readonly MemoryRegistry source = new("source.example");
    private readonly MemoryRegistry destination = new("destination.example");
    private readonly List<EndedCopy> ended = [];
    private readonly ImageCopier copier;
    private readonly ImageFlights flights;

    public ImageFlightsTests()
    {
        copier = new ImageCopier(destination, 4, ArtifactMode.Leave, time, Rules);
        flights = new ImageFlights(copier, Rules, time, NullLogger.Instance, ended.Add);
    }

    public void Dispose() => copier.Dispose();

    [Fact]
    public async Task One_image_is_copied_once_for_all_who_ask_and_its_end_is_told_once()
    {
        var stored = new TaskCompletionSource();
        destination.BeforeStore = (_, token) => stored.Task.WaitAsync(token);
        var request = Request("1");
        var copies = new[] { CopyAsync(request), CopyAsync(request) };
        var underWay = Assert.Single(flights.Current);

        stored.SetResult();
        var results = await Task.WhenAll(copies).WaitAsync(Patience);

        Assert.Same(results[0], results[1]);
        Assert.Same(request, underWay.Request);
        Assert.Single(destination.Calls, call => call.StartsWith("PutManifest", StringComparison.Ordinal));
        Assert.Same(results[0], Assert.Single(ended).Result);
        Assert.Empty(flights.Current);
    }

    [Fact]
    public async Task A_failure_keeps_its_reason_for_a_few_seconds_and_then_another_attempt_is_made()
    {
        destination.Fail = call => call.StartsWith("FindBlobs", StringComparison.Ordinal)
            ? new RegistryException(RegistryFault.Forbidden, destination.Host, "403 DENIED") : null;
        var request = Request("1");
        var first = await Assert.ThrowsAsync<PromoterException>(() => CopyAsync(request));
        destination.Fail = _ => null;

        time.Advance(TimeSpan.FromSeconds(4));
        var second = await Assert.ThrowsAsync<PromoterException>(() => CopyAsync(request));
        time.Advance(TimeSpan.FromSeconds(1));
        await CopyAsync(request);

        Assert.Equal(first.Message, second.Message);
        Assert.Contains("403 DENIED", second.Message, StringComparison.Ordinal);
        Assert.NotNull(destination.TagAt("api", "1"));
        Assert.Equal([false, true], ended.Select(copy => copy.Failure is null));
    }

    [Fact]
    public async Task What_arrived_while_its_copy_was_still_planned_is_not_copied_again()
    {
        var request = Request("1");
        var late = request with { AbsentSince = time.GetTimestamp() };
        time.Advance(TimeSpan.FromSeconds(1));
        var arrived = await CopyAsync(request);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Same(arrived, await CopyAsync(late));

        Assert.Single(destination.Calls, call => call.StartsWith("PutManifest", StringComparison.Ordinal));
        Assert.Single(ended);
    }

    [Fact]
    public async Task What_is_missing_again_after_it_arrived_is_copied_again()
    {
        await CopyAsync(Request("1"));
        time.Advance(TimeSpan.FromSeconds(1));

        await CopyAsync(Request("1") with { AbsentSince = time.GetTimestamp() });

        Assert.Equal(2, destination.Calls.Count(call => call.StartsWith("PutManifest", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_leaves_does_not_end_the_copy_and_stopping_does()
    {
        var uploading = new TaskCompletionSource();
        destination.BeforeStore = async (_, token) =>
        {
            uploading.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
        };
        using var leaving = new CancellationTokenSource();
        var waiter = flights.CopyAsync(Request("1"), _ => { }, leaving.Token);
        await uploading.Task.WaitAsync(Patience);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter.WaitAsync(Patience));
        Assert.Single(flights.Current);

        await flights.StopAsync().WaitAsync(Patience);

        Assert.Empty(flights.Current);
        Assert.Equal((null, null), (Assert.Single(ended).Result, ended[0].Failure));
    }

    [Fact]
    public async Task Who_boards_just_before_a_copy_fails_is_told_so_and_does_not_copy_again()
    {
        var storing = new TaskCompletionSource();
        destination.BeforeStore = (_, _) => storing.Task;
        var request = Request("1");
        var first = CopyAsync(request);

        var second = flights.CopyAsync(
            request,
            _ =>
            {
                storing.SetException(new RegistryException(RegistryFault.Forbidden, destination.Host, "403 DENIED"));
                Assert.True(SpinWait.SpinUntil(() => first.IsCompleted, Patience));
            },
            CancellationToken.None);

        var failure = await Assert.ThrowsAsync<PromoterException>(() => first);
        Assert.Same(failure, await Assert.ThrowsAsync<PromoterException>(() => second.WaitAsync(Patience)));
        Assert.Same(failure, Assert.Single(ended).Failure);
    }

    [Fact]
    public async Task What_two_copies_share_is_planned_by_both_and_common_to_them()
    {
        var storing = new TaskCompletionSource();
        destination.BeforeStore = (_, token) => storing.Task.WaitAsync(token);
        var meters = new List<TransferMeter>();
        var copies = new[] { "1", "2" }
            .Select(tag => flights.CopyAsync(Request(tag), flight => meters.Add(flight.Meter), CancellationToken.None))
            .ToList();
        Assert.True(SpinWait.SpinUntil(() => meters.TrueForAll(meter => meter.PlannedBytes > 0), Patience));

        Assert.Equal(meters[0].PlannedBytes, CommonBytes.Of(meters, ended: []));
        storing.SetResult();
        await Task.WhenAll(copies).WaitAsync(Patience);

        Assert.Equal(meters.Sum(meter => meter.MovedBytes), meters.Sum(meter => meter.PlannedBytes));
        Assert.Equal(0, CommonBytes.Of(meters, ended: []));
    }

    [Fact]
    public async Task Who_comes_while_a_copy_is_being_given_up_begins_another_that_counts_as_under_way()
    {
        var (uploading, stopping, storing) = (new CountdownEvent(2), new TaskCompletionSource(), new TaskCompletionSource());
        destination.BeforeStore = (_, _) =>
        {
            uploading.Signal(); // Layer and config.
            return stopping.Task;
        };
        var request = Request("1");
        using var leaving = new CancellationTokenSource();
        var first = flights.CopyAsync(request, _ => { }, leaving.Token);
        Assert.True(uploading.Wait(Patience, CancellationToken.None));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(Patience));
        time.Advance(Rules.Grace); // It is told to stop now, and does not yet.
        destination.BeforeStore = (_, _) => storing.Task;

        ImageFlight? boarded = null;
        var second = flights.CopyAsync(request, flight => boarded = flight, CancellationToken.None);
        stopping.SetResult();
        Assert.True(SpinWait.SpinUntil(() => ended.Count == 1, Patience));

        Assert.Same(boarded, Assert.Single(flights.Current));
        storing.SetResult();
        var result = await second.WaitAsync(Patience);
        Assert.Same(result, boarded?.Result);
        Assert.Equal([false, true], ended.Select(copy => copy.Result is not null));
    }

    private Task<CopyResult> CopyAsync(CopyRequest request) =>
        flights.CopyAsync(request, _ => { }, CancellationToken.None).WaitAsync(Patience);

    private CopyRequest Request(string tag) => new()
    {
        Reference = ImageReference.Parse($"destination.example/api:{tag}"),
        Source = source,
        SourceRepository = RepositoryName.Parse("api"),
        DestinationRepository = RepositoryName.Parse("api"),
        Manifest = source.AddImage("api", tag, "layer"),
        Tag = Tag.Parse(tag),
    };
}
