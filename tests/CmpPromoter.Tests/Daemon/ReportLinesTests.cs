using System.Text.Json;
using CmpPromoter.Copying;
using CmpPromoter.DaemonApi;
using CmpPromoter.Diagnostics;
using CmpPromoter.Overlays;
using CmpPromoter.Promotion;
using CmpPromoter.Tests.Fakes;

namespace CmpPromoter.Tests.Daemon;

public sealed class ReportLinesTests
{
    private static readonly ImmutableArray<ImageUse> Uses = [Plans.Use("destination.example/api:1"), Plans.Use("destination.example/web:1")];

    [Fact]
    public void A_report_is_the_same_at_the_other_end_of_the_socket()
    {
        var report = new PromotionReport
        {
            Duration = TimeSpan.FromSeconds(3),
            Outcomes =
            [
                new StepOutcome
                {
                    Step = Plans.Step("destination.example/api:1", StepState.Missing),
                    Copied = new CopyResult
                    {
                        MovedBytes = 5,
                        MovedBlobs = 1,
                        MountedBlobs = 2,
                        ReusedBlobs = 3,
                        ReusedBytes = 6,
                        PushedManifests = 4,
                        Duration = TimeSpan.FromSeconds(2),
                        Warnings = ["the signature stayed behind"],
                    },
                },
                new StepOutcome
                {
                    Step = Plans.Step("destination.example/web:1", StepState.Missing),
                    Failure = FailureKind.Budget,
                    Reason = "1.0 MiB of 2.0 MiB copied when the time was over; the copy continues",
                    UnderWay = new CopyProgress(1, 2, 0.5),
                },
            ],
        };

        var read = ReportLines.Read(Through(ReportLines.Write(report)), Uses);

        Assert.NotNull(read);
        Assert.Equivalent(report, read, strict: true);
    }

    [Theory]
    [InlineData("""{"durationSeconds":1,"images":[]}""")]
    [InlineData("""{"durationSeconds":1,"images":[{"reference":"destination.example/api:1","state":"present","required":true}]}""")]
    [InlineData("""{"durationSeconds":1,"images":[{"reference":"destination.example/api:1","state":"present","required":true},{"reference":"destination.example/web:1","state":"teleported","required":true}]}""")]
    [InlineData("""{"durationSeconds":1,"images":[{"reference":"destination.example/api:1","state":"present","required":true},{"reference":"destination.example/web:1","state":"present","required":true},{"reference":"destination.example/other:1","state":"present","required":true}]}""")]
    public void An_answer_that_does_not_tell_of_exactly_what_was_asked_is_none(string json) =>
        Assert.Null(ReportLines.Read(JsonSerializer.Deserialize(json, WireJson.Default.OutcomeLine)!, Uses));

    [Fact]
    public void Words_of_a_newer_daemon_are_for_another_attempt_to_mend() =>
        Assert.Equal(FailureKind.Remote, WireNames.KindOf("out-of-orbit"));

    private static OutcomeLine Through(OutcomeLine line)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new PromotionLine { Outcome = line }, WireJson.Default.PromotionLine);
        return JsonSerializer.Deserialize(json, WireJson.Default.PromotionLine)!.Outcome!;
    }
}
