using System.Text;
using CmpPromoter.Commands.Progress;
using CmpPromoter.Copying;
using CmpPromoter.Oci;
using CmpPromoter.Promotion;
using CmpPromoter.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CmpPromoter.Tests.Commands.Progress;

public sealed class ProgressObserverTests
{
    private readonly FakeTimeProvider time = new();
    private readonly RecordingView view = new();

    [Fact]
    public void All_copies_together_and_each_are_shown_with_the_rate_of_the_last_seconds()
    {
        using var observer = new ProgressObserver(view, time);
        var (api, web) = (Missing("api"), Missing("web"));
        var (apiMeter, webMeter) = (new TransferMeter(), new TransferMeter());
        observer.Planned(Plans.Plan(api, web));
        observer.Started(api, apiMeter);
        observer.Started(web, webMeter);
        apiMeter.Planned(1000);
        webMeter.Planned(500);

        time.Advance(view.Period);
        apiMeter.Report(100);
        time.Advance(view.Period);

        var snapshot = view.Shown[^1];
        Assert.Equal(["team/api:1", "team/web:1"], snapshot.Running.Select(copy => copy.Name));
        Assert.Equal((100, 1000), (snapshot.Running[0].MovedBytes, snapshot.Running[0].PlannedBytes));
        Assert.Equal(100, snapshot.Running[0].BytesPerSecond);
        Assert.Equal((100, 1500, 50d), (snapshot.Total.MovedBytes, snapshot.Total.PlannedBytes, snapshot.Total.BytesPerSecond));
        Assert.Equal((0, 2), (snapshot.EndedImages, snapshot.PlannedImages));
    }

    [Fact]
    public void What_a_failed_copy_left_is_no_longer_waited_for()
    {
        using var observer = new ProgressObserver(view, time);
        var (api, web) = (Missing("api"), Missing("web"));
        var apiMeter = new TransferMeter();
        observer.Planned(Plans.Plan(api, web));
        observer.Started(api, apiMeter);
        observer.Started(web, new TransferMeter());
        apiMeter.Planned(1000);
        apiMeter.Report(10);

        observer.Ended(new StepOutcome { Step = api, Failure = CmpPromoter.Diagnostics.FailureKind.Remote, Reason = "cut" });
        time.Advance(view.Period);

        Assert.Equal((10, 10), (view.Shown[^1].Total.MovedBytes, view.Shown[^1].Total.PlannedBytes));
        Assert.Equal(1, view.Shown[^1].EndedImages);
    }

    [Fact]
    public void A_layer_that_two_images_share_counts_once_in_all_and_for_each_of_them()
    {
        using var observer = new ProgressObserver(view, time);
        var (api, web) = (Missing("api"), Missing("web"));
        var (apiMeter, webMeter) = (new TransferMeter(), new TransferMeter());
        observer.Planned(Plans.Plan(api, web));
        observer.Started(api, apiMeter);
        observer.Started(web, webMeter);
        var (common, own) = (Blob("common", 1000), Blob("own", 10));
        apiMeter.BlobPlanned(common);
        webMeter.BlobPlanned(common);
        webMeter.BlobPlanned(own);

        Assert.Equal(1010, PlannedNow());
        Assert.Equal([1000, 1010], view.Shown[^1].Running.Select(copy => copy.PlannedBytes));
        apiMeter.BlobBegun(common);
        webMeter.BlobBegun(own);
        Assert.Equal(1010, PlannedNow());
        apiMeter.Report(1000);
        observer.Ended(new StepOutcome { Step = api });
        Assert.Equal(1010, PlannedNow());
        webMeter.BlobBegun(common); // It could not be mounted.
        Assert.Equal(2010, PlannedNow());
    }

    [Fact]
    public void What_a_failed_copy_would_have_sent_for_others_is_still_to_be_sent()
    {
        using var observer = new ProgressObserver(view, time);
        var (api, web) = (Missing("api"), Missing("web"));
        var (apiMeter, webMeter) = (new TransferMeter(), new TransferMeter());
        observer.Planned(Plans.Plan(api, web));
        observer.Started(api, apiMeter);
        observer.Started(web, webMeter);
        apiMeter.BlobPlanned(Blob("common", 1000));
        webMeter.BlobPlanned(Blob("common", 1000));

        observer.Ended(new StepOutcome { Step = api, Failure = CmpPromoter.Diagnostics.FailureKind.Remote, Reason = "cut" });

        Assert.Equal(1000, PlannedNow());
    }

    [Fact]
    public void Nothing_is_shown_before_or_after_the_copies()
    {
        var observer = new ProgressObserver(view, time);
        var api = Missing("api");
        observer.Planned(Plans.Plan(api));
        time.Advance(view.Period);
        observer.Started(api, new TransferMeter());
        observer.Ended(new StepOutcome { Step = api });
        time.Advance(view.Period);

        observer.Dispose();

        Assert.Empty(view.Shown);
        Assert.Equal(1, view.Cleared);
    }

    [Fact]
    public void A_pipelines_log_has_one_line_for_all_copies()
    {
        using var log = new StringWriter { NewLine = "\n" };
        using var observer = new ProgressObserver(new LineProgress(log), time);
        var api = Missing("api");
        var meter = new TransferMeter();
        observer.Planned(Plans.Plan(api));
        observer.Started(api, meter);
        meter.Planned(3 << 20);
        meter.Report(1 << 20);

        time.Advance(TimeSpan.FromSeconds(16));

        Assert.Equal("cmp-promoter: info: 0 of 1 images, 1.0 of 3.0 MiB, 64.0 KiB/s, 32 s left\n", log.ToString());
    }

    private long PlannedNow()
    {
        time.Advance(view.Period);
        return view.Shown[^1].Total.PlannedBytes;
    }

    private static Descriptor Blob(string content, long sizeBytes) => new()
    {
        MediaType = MediaType.OfHeader("application/vnd.oci.image.layer.v1.tar+gzip"),
        Digest = Digest.Of(Encoding.UTF8.GetBytes(content)),
        SizeBytes = sizeBytes,
    };

    private static PlanStep Missing(string name) => Plans.Step($"destination.example/team/{name}:1", StepState.Missing);

    private sealed class RecordingView : IProgressView
    {
        public List<ProgressSnapshot> Shown { get; } = [];

        public int Cleared { get; private set; }

        public TimeSpan Period => TimeSpan.FromSeconds(1);

        public void Show(ProgressSnapshot snapshot) => Shown.Add(snapshot);

        public void ShowEnd(StepOutcome outcome)
        {
        }

        public void Clear() => Cleared++;
    }
}
